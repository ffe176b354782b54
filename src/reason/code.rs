//! The reason codes: what each promises, in one table.
//!
//! A code's id is never reused and its meaning never changes; its wording may.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// Counts up whenever a code is added or its conditions change. Ids and meanings never change; wordings are not counted.
pub const CATALOGUE_VERSION: u32 = 6;

/// Whose interest is behind a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[schema(example = "none")]
#[serde(rename_all = "snake_case")]
pub enum Disclosure {
    /// Nobody's but the customer's.
    None,
    /// Somebody pays.
    Sponsored,
    /// The shop promotes or demotes.
    Merchandised,
    /// A guaranteed share.
    Fairness,
    /// Nothing personal was used.
    Fallback,
}

/// What a reason code promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The code.
    pub code: Code,
    /// What it stands for.
    pub meaning: &'static str,
    /// When it is given.
    pub when: &'static str,
    /// One of its English wordings, with `{...}` where a name from the record stands.
    pub example: &'static str,
}

impl Entry {
    /// Whose interest is behind it.
    #[must_use]
    pub const fn disclosure(&self) -> Disclosure {
        self.code.disclosure()
    }
}

/// Not a reason code.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a reason code such as HIS-BOUGHT")]
pub struct UnknownCode(String);

macro_rules! codes {
    ($($variant:ident $id:literal $disclosure:ident: $meaning:literal, when $when:literal, as in $example:literal;)*) => {
        /// A reason code: its meaning never changes, its id is never reused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Code {
            $(#[doc = $meaning] #[serde(rename = $id)] $variant,)*
        }

        impl Code {
            /// Every code, in declaration order.
            pub const ALL: [Self; [$($id),*].len()] = [$(Self::$variant),*];

            /// The id, as it stands on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $id,)*
                }
            }

            /// Whose interest is behind it.
            #[must_use]
            pub const fn disclosure(self) -> Disclosure {
                match self {
                    $(Self::$variant => Disclosure::$disclosure,)*
                }
            }

            const fn entry(self) -> Entry {
                match self {
                    $(Self::$variant => Entry { code: self, meaning: $meaning, when: $when, example: $example },)*
                }
            }
        }
    };
}

codes! {
    HisBought "HIS-BOUGHT" None: "Something that the customer bought.",
        when "lines from purchases", as in "Because you bought {name}.";
    HisViewed "HIS-VIEWED" None: "Something that the customer looked at.",
        when "lines from views", as in "Because you looked at {name}.";
    HisRated "HIS-RATED" None: "Something that the customer rated well or liked.",
        when "lines from good ratings and likes", as in "Because you liked {name}.";
    HisCart "HIS-CART" None: "Something that the customer put into the basket.",
        when "lines from basket events", as in "Because you put {name} in your basket.";
    HisSaved "HIS-SAVED" None: "Something that the customer saved.",
        when "lines from wish lists", as in "Because you saved {name}.";
    HisGroup "HIS-GROUP" None: "Several things that share a category, brand, series or a word of their names.",
        when "lines of two or more items that are too small to be told one by one, or must not be named",
        as in "Because you bought {n} things in {name}.";
    HisOther "HIS-OTHER" None: "The rest of the customer's history, told as one.",
        when "the lines of events that no other reason tells, where the others cover less than four fifths; never more than half of the evidence",
        as in "Because you bought {n} other things here.";
    HisNegative "HIS-NEGATIVE" None: "Something that the customer rejected.",
        when "negative lines from returns, dislikes, poor ratings and \"not interested\"",
        as in "Ranked lower because you returned {name}.";
    HisReorder "HIS-REORDER" None: "The customer's own rhythm for this item.",
        when "a line from three or more own purchases of the item, where the time since the last is between half and twice their median interval; only where owned items may be shown",
        as in "You usually buy this again about now.";
    CmpComplement "CMP-COMPLEMENT" None: "Something that is often bought together with what the customer bought.",
        when "a line from a purchase of which at least 50 people bought this on the same day, half as often again as by chance or more",
        as in "Goes with {name}, which you bought.";
    CmpSet "CMP-SET" None: "Another piece of a series that the customer has pieces of.",
        when "lines from purchases of the same series, while this piece is not owned",
        as in "You have {n} things from the series {name}; this is one more.";
    AttBrand "ATT-BRAND" None: "A brand that the customer turned to.",
        when "lines from the description of things of the same brand",
        as in "More from {name}, which you showed interest in.";
    AttCategory "ATT-CATEGORY" None: "A category that the customer turned to.",
        when "lines from the description of things in the same category",
        as in "More in {name}, where you showed interest.";
    AttAttribute "ATT-ATTRIBUTE" None: "Something else in the description: an attribute, or words of the title.",
        when "lines from the description of things that share it; without a name where none may be said",
        as in "It sounds a lot like {name}, which you looked at.";
    AttPrice "ATT-PRICE" None: "A price like those of things that the customer turned to.",
        when "lines from prices within the same kind of goods",
        as in "About the price of what you showed interest in.";
    AttStated "ATT-STATED" None: "A preference that the customer told the shop.",
        when "lines from stated topics that the item carries", as in "You told us you like {name}.";
    SocPeers "SOC-PEERS" None: "What goes together for people with the same taste.",
        when "lines from own events that must stay private", as in "Popular with people who share your taste.";
    SocPopular "SOC-POPULAR" None: "How many choose it in this shop.",
        when "the popularity line, where at least 50 people chose the item", as in "Popular in this shop.";
    TimTrend "TIM-TREND" None: "More choose it than usual.",
        when "a positive trend line, where the interest grew by a fifth among at least 50 people",
        as in "More people than usual look for this now.";
    TimNew "TIM-NEW" None: "It was first offered not long ago.",
        when "the newness line: first offered within the last weeks, by the catalogue", as in "New here.";
    TimSeason "TIM-SEASON" None: "It sells at this time of the year more than at others, year after year.",
        when "the season line: in this month of two years or more 50 people in all, and in each a fifth more purchases than usual",
        as in "Popular at this time of the year.";
    CtxPage "CTX-PAGE" None: "The page that the customer is on.",
        when "lines from the page's items", as in "It fits what you are looking at now.";
    SesNow "SES-NOW" None: "What the customer did in this visit.",
        when "lines from this visit's clicks", as in "Because you looked at {name} in this visit.";
    DivVariety "DIV-VARIETY" None: "Variety within the list.",
        when "variety or a cap changed the rank, and the line is large enough to be told",
        as in "Something different from the rest of this list.";
    DivSerendipity "DIV-SERENDIPITY" None: "A surprise: far from the customer's own taste, little known, and yet relevant.",
        when "the wish for surprise changed the rank, and the line is large enough to be told",
        as in "A surprise that may suit you.";
    DivCalibrated "DIV-CALIBRATED" None: "A mix of categories like the customer's own.",
        when "nearness to the customer's mix changed the rank, and the line is large enough to be told",
        as in "It keeps this list close to your own mix.";
    DivNovel "DIV-NOVEL" None: "Little known in this shop.",
        when "the wish for little-known items changed the rank, and the line is large enough to be told",
        as in "Few people here know this yet.";
    ExpExplore "EXP-EXPLORE" None: "Not enough is known yet of what fits the customer.",
        when "no line: nothing that speaks for the item is certain in its sign", as in "We are still learning what fits you.";
    FaiExposure "FAI-EXPOSURE" Fairness: "A group's guaranteed share of the places.",
        when "always, when the share changed the rank", as in "Shown to give {name} a fair chance.";
    FaiParity "FAI-PARITY" Fairness: "Parity between groups of customers: everybody sees such items about as often.",
        when "always, when such a rule changed the rank", as in "Shown so that everyone sees offers like this equally often.";
    FaiLeakage "FAI-LEAKAGE" Fairness: "A bound on what the list gives away of which groups the customer is in.",
        when "always, when such a bound brought the item into the list", as in "Shown so that this list gives away less about you.";
    BusSponsored "BUS-SPONSORED" Sponsored: "Somebody pays for the place.",
        when "always, when a paid rule changed the rank", as in "Sponsored by {name}.";
    BusPromoted "BUS-PROMOTED" Merchandised: "A merchandiser promotes it.",
        when "always, when an unpaid boost or pin changed the rank", as in "Part of our promotion: {name}.";
    BusDemoted "BUS-DEMOTED" Merchandised: "A merchandiser demotes it.",
        when "always, when a bury rule changed the rank", as in "Ranked lower by a rule: {name}.";
    NpfPopular "NPF-POPULAR" Fallback: "Nothing personal is known: popular items stand in.",
        when "the customer has no usable history", as in "This is not personal: it goes by what people choose in this shop.";
    ConOff "CON-OFF" Fallback: "The customer switched personalisation off.",
        when "always, while it is off",
        as in "You switched personalisation off, so we did not look at what you did here before.";
    ConLimited "CON-LIMITED" Fallback: "The customer withholds a purpose.",
        when "always, while recommending from the history is not allowed",
        as in "You have not allowed us to use your history for this.";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl PartialSchema for Code {
    fn schema() -> RefOr<Schema> {
        let lines = catalogue().map(|entry| format!("- `{}`: {} Given for {}.", entry.code, entry.meaning, entry.when));
        let head = format!("What kind of reason it is. Catalogue version {CATALOGUE_VERSION}.\n\n");
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(head + &lines.join("\n")))
            .enum_values(Some(Self::ALL.map(Self::as_str)))
            .examples([Self::HisBought.as_str()])
            .into()
    }
}

impl ToSchema for Code {}

impl FromStr for Code {
    type Err = UnknownCode;

    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        Self::ALL.into_iter().find(|code| code.as_str() == text).ok_or_else(|| UnknownCode(text.to_owned()))
    }
}

/// What every code promises, in the order of [`Code::ALL`].
#[must_use]
pub fn catalogue() -> [Entry; Code::ALL.len()] {
    Code::ALL.map(Code::entry)
}
