//! Stock codes that stand for no product. Found by reading all 4,070 codes of the file: products have five digits, with or
//! without letters after them, and these do not; four further ones have a product's code and name a service.

/// Codes (in capitals) and what they mean.
const CHARGES: [(&str, &str); 32] = [
    ("AMAZONFEE", "a fee of the marketplace"),
    ("B", "a correction of bad debt"),
    ("BANK CHARGES", "a fee of the bank"),
    ("C2", "carriage"),
    ("CRUK", "a donation to charity"),
    ("D", "a discount"),
    ("DCGS0003", "an entry of the sister shop's stock"),
    ("DCGS0004", "an entry of the sister shop's stock"),
    ("DCGS0055", "an entry of the sister shop's stock"),
    ("DCGS0057", "an entry of the sister shop's stock"),
    ("DCGS0066P", "an entry of the sister shop's stock"),
    ("DCGS0067", "an entry of the sister shop's stock"),
    ("DCGS0068", "an entry of the sister shop's stock"),
    ("DCGS0069", "an entry of the sister shop's stock"),
    ("DCGS0070", "an entry of the sister shop's stock"),
    ("DCGS0071", "an entry of the sister shop's stock"),
    ("DCGS0072", "an entry of the sister shop's stock"),
    ("DCGS0073", "an entry of the sister shop's stock"),
    ("DCGS0074", "an entry of the sister shop's stock"),
    ("DCGS0076", "an entry of the sister shop's stock"),
    ("DCGSSBOY", "an entry of the sister shop's stock"),
    ("DCGSSGIRL", "an entry of the sister shop's stock"),
    ("DOT", "postage of the sister shop"),
    ("GIFT_0001_10", "a gift voucher"),
    ("GIFT_0001_20", "a gift voucher"),
    ("GIFT_0001_30", "a gift voucher"),
    ("GIFT_0001_40", "a gift voucher"),
    ("GIFT_0001_50", "a gift voucher"),
    ("M", "a manual entry"),
    ("PADS", "an addition to a cushion, at a tenth of a penny"),
    ("POST", "postage"),
    ("S", "samples"),
];

/// The same, for codes that look like a product's.
const SERVICES: [(&str, &str); 4] = [
    ("22016", "a gift voucher"),
    ("23444", "next day carriage"),
    ("23574", "a packing charge"),
    ("23702", "a picture file"),
];

fn meaning(table: &[(&str, &'static str)], code: &str) -> Option<&'static str> {
    table.binary_search_by(|(known, _)| (*known).cmp(code)).ok().map(|at| table[at].1)
}

/// What a code (in capitals) means, if it is no product.
pub(super) fn not_a_product(code: &str) -> Option<&'static str> {
    meaning(&CHARGES, code).or_else(|| meaning(&SERVICES, code))
}

/// Whether a code is one of those that do not even look like a product's.
pub(super) fn is_charge(code: &str) -> bool {
    meaning(&CHARGES, code).is_some()
}

/// Whether a code looks like a product's and names a service.
pub(super) fn is_service(code: &str) -> bool {
    meaning(&SERVICES, code).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_code_is_found() {
        for (code, expected) in CHARGES.iter().chain(&SERVICES) {
            assert_eq!(not_a_product(code), Some(*expected), "the table must be sorted");
        }
        assert_eq!(not_a_product("85123A"), None);
    }
}
