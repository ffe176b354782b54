//! The paints of a picture: the item's own colour, an accent that goes with it, and a ground that both stand out from.

use std::fmt;

use crate::catalog::Item;

/// Red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rgb(u8, u8, u8);

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

const fn rgb(hex: u32) -> Rgb {
    let [_, red, green, blue] = hex.to_be_bytes();
    Rgb(red, green, blue)
}

/// Colours by the words that name them, flavours included; an item without one takes one of the first [`PLAIN`].
const NAMED: [(&str, Rgb); 80] = [
    ("terracotta", rgb(0xc8_6b_4a)),
    ("sage", rgb(0x8f_a5_8a)),
    ("mustard", rgb(0xd9_a4_3b)),
    ("navy", rgb(0x33_46_6b)),
    ("teal", rgb(0x2f_85_86)),
    ("coral", rgb(0xe8_7b_66)),
    ("plum", rgb(0x7d_4f_73)),
    ("sky", rgb(0x7f_b2_d4)),
    ("forest", rgb(0x3f_6b_52)),
    ("blush", rgb(0xe3_ab_a1)),
    ("chalk", rgb(0xf0_ec_e3)),
    ("stone", rgb(0xb3_aa_9b)),
    ("steel", rgb(0xb4_bc_c4)),
    ("black", rgb(0x3a_3d_45)),
    ("copper", rgb(0xbf_77_4f)),
    ("cream", rgb(0xef_e3_c8)),
    ("brass", rgb(0xc9_a2_4f)),
    ("graphite", rgb(0x55_5b_66)),
    ("clear", rgb(0xc9_de_e4)),
    ("smoke", rgb(0x8c_92_98)),
    ("amber", rgb(0xd4_8f_3a)),
    ("oak", rgb(0xc9_9d_68)),
    ("walnut", rgb(0x7f_58_3f)),
    ("ash", rgb(0xdc_c5_a0)),
    ("ochre", rgb(0xc8_8f_3c)),
    ("sand", rgb(0xd8_c3_9d)),
    ("rust", rgb(0xb2_5a_3c)),
    ("grey", rgb(0x9a_9f_a6)),
    ("gray", rgb(0x9a_9f_a6)),
    ("straw", rgb(0xdc_bd_7e)),
    ("brown", rgb(0x8a_61_47)),
    ("yellow", rgb(0xe9_bd_44)),
    ("red", rgb(0xcb_4f_4a)),
    ("orange", rgb(0xe0_85_3f)),
    ("tan", rgb(0xb9_83_56)),
    ("cognac", rgb(0x9c_5f_38)),
    ("lilac", rgb(0xad_9c_cb)),
    ("lime", rgb(0xa9_bf_4f)),
    ("white", rgb(0xf4_f2_ee)),
    ("ecru", rgb(0xe2_d6_bd)),
    ("mint", rgb(0xa2_cf_bd)),
    ("blue", rgb(0x4a_78_b4)),
    ("green", rgb(0x5f_98_63)),
    ("natural", rgb(0xd6_ae_7a)),
    ("ivory", rgb(0xef_e6_d0)),
    ("pink", rgb(0xe0_8f_a5)),
    ("purple", rgb(0x86_67_a8)),
    ("violet", rgb(0x86_67_a8)),
    ("gold", rgb(0xd0_a4_4a)),
    ("silver", rgb(0xbb_c2_c9)),
    ("beige", rgb(0xd9_c8_aa)),
    ("turquoise", rgb(0x4f_ad_a8)),
    ("burgundy", rgb(0x7f_36_46)),
    ("charcoal", rgb(0x4a_4d_55)),
    ("rose", rgb(0xd3_8f_8f)),
    ("khaki", rgb(0x9a_92_68)),
    ("indigo", rgb(0x45_4f_88)),
    ("honey", rgb(0xd8_9a_3a)),
    ("heather", rgb(0xa8_8b_b5)),
    ("strawberry", rgb(0xcf_4f_55)),
    ("apricot", rgb(0xe5_9a_4f)),
    ("damson", rgb(0x6e_4a_78)),
    ("raspberry", rgb(0xc0_4a_6b)),
    ("hazelnut", rgb(0x9a_6a_44)),
    ("cocoa", rgb(0x7a_4f_3a)),
    ("espresso", rgb(0x5d_43_36)),
    ("peppermint", rgb(0x6f_ae_94)),
    ("lavender", rgb(0xa7_96_c9)),
    ("olive", rgb(0x7d_82_4f)),
    ("salmon", rgb(0xe3_94_82)),
    ("tomato", rgb(0xcf_55_40)),
    ("basil", rgb(0x5f_8f_57)),
    ("citrus", rgb(0xe2_b9_3f)),
    ("rosemary", rgb(0x6f_8a_72)),
    ("eucalyptus", rgb(0x7f_a3_9a)),
    ("cedar", rgb(0x96_68_4a)),
    ("vanilla", rgb(0xe6_d3_a3)),
    ("rigatoni", rgb(0xd9_b2_5a)),
    ("assam", rgb(0xa8_57_3f)),
    ("sencha", rgb(0x7e_9a_55)),
];
/// How many of [`NAMED`] suit an item that names no colour.
const PLAIN: usize = 10;

const ACCENTS: [Rgb; 8] = [
    rgb(0xe8_7b_66),
    rgb(0xe0_a9_3e),
    rgb(0x2f_85_86),
    rgb(0x4a_66_96),
    rgb(0x8a_a4_7f),
    rgb(0x8b_5d_82),
    rgb(0xc0_62_48),
    rgb(0x7f_b2_d4),
];

/// Soft grounds.
const GROUNDS: [Rgb; 8] = [
    rgb(0xf1_e6_d6),
    rgb(0xdf_e8_df),
    rgb(0xdc_e7_ef),
    rgb(0xf3_df_d8),
    rgb(0xe6_e0_ee),
    rgb(0xf4_e9_c9),
    rgb(0xd9_e9_e5),
    rgb(0xe8_e4_de),
];

/// Deeper ones, for things that are nearly white.
const DEEP_GROUNDS: [Rgb; 4] = [rgb(0xc4_d3_c4), rgb(0xb9_cd_da), rgb(0xe2_bf_b2), rgb(0xcb_c0_da)];

const WHITE: Rgb = rgb(0xff_ff_ff);
const INK: Rgb = rgb(0x2b_2f_3a);

/// `share` of 256 parts of `other`, the rest of `one`.
fn mix(one: Rgb, other: Rgb, share: u16) -> Rgb {
    let blend = |a: u8, b: u8| ((u16::from(a) * (256 - share) + u16::from(b) * share) / 256) as u8;
    Rgb(blend(one.0, other.0), blend(one.1, other.1), blend(one.2, other.2))
}

/// How far apart two colours look, roughly: green counts double.
fn distance(one: Rgb, other: Rgb) -> u32 {
    let apart = |a: u8, b: u8| u32::from(a.abs_diff(b));
    apart(one.0, other.0) + 2 * apart(one.1, other.1) + apart(one.2, other.2)
}

/// How far a thing's colour must lie from its ground.
const APART: u32 = 110;

/// The paints of one picture.
pub(super) struct Paints {
    main: Rgb,
    accent: Rgb,
    ground: Rgb,
}

impl Paints {
    /// The item's colour, with an accent and a ground that differ from it, starting the search where chance says.
    pub(super) fn of(item: &Item, accent: u8, ground: u8) -> Self {
        let main = own(item).unwrap_or(NAMED[usize::from(accent ^ ground) % PLAIN].1);
        let ground = pick(&GROUNDS, ground, |ground| distance(ground, main) >= APART)
            .unwrap_or(DEEP_GROUNDS[usize::from(ground) % DEEP_GROUNDS.len()]);
        let contrasts = |accent| distance(accent, main) >= 190 && distance(accent, ground) >= 150;
        let accent = pick(&ACCENTS, accent, contrasts).unwrap_or(ACCENTS[0]);
        Self { main, accent, ground }
    }

    /// The paint that a letter of `figures.txt` stands for.
    pub(super) fn of_token(&self, token: char) -> Rgb {
        match token {
            'a' => self.main,
            'b' => mix(self.main, INK, 62),
            'l' => mix(self.main, WHITE, 92),
            'd' => self.accent,
            'e' => mix(self.accent, INK, 62),
            'w' => rgb(0xfb_f8_f3),
            'g' => rgb(0xc3_c5_c8),
            'k' => rgb(0x3d_42_4e),
            'o' => rgb(0xbd_8c_5e),
            'n' => rgb(0x96_6b_47),
            'p' => rgb(0xe2_c3_9b),
            'y' => rgb(0xf2_cb_62),
            'h' => rgb(0x6d_9a_6c),
            'i' => rgb(0x4d_7a_58),
            'm' => rgb(0x9c_c7_da),
            'f' => mix(self.ground, WHITE, 170),
            'u' => mix(self.ground, WHITE, 110),
            'v' => mix(self.ground, INK, 36),
            'z' => self.ground,
            _ => INK,
        }
    }
}

/// The first that suits, from a place in the list on and around.
fn pick(of: &[Rgb], first: u8, suits: impl Fn(Rgb) -> bool) -> Option<Rgb> {
    (0..of.len()).map(|step| of[(usize::from(first) + step) % of.len()]).find(|colour| suits(*colour))
}

/// The colour that the item says it has: its attribute, or the last colour word of its title.
fn own(item: &Item) -> Option<Rgb> {
    let attribute = ["color", "colour"].iter().find_map(|name| item.attributes.get(*name));
    attribute.and_then(|text| named(text)).or_else(|| named(&item.title))
}

fn named(text: &str) -> Option<Rgb> {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric());
    words.rev().find_map(|word| NAMED.iter().find(|(name, _)| *name == word).map(|(_, colour)| *colour))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ItemId;

    #[test]
    fn every_named_colour_stands_out_from_some_ground() {
        for (name, colour) in NAMED {
            let soft = GROUNDS.iter().any(|ground| distance(*ground, colour) >= APART);
            let deep = DEEP_GROUNDS.iter().all(|ground| distance(*ground, colour) >= 40);
            assert!(soft || deep, "{name}");
        }
    }

    #[test]
    fn the_colour_comes_from_the_attribute_then_from_the_title() {
        let mut item = Item::titled(ItemId::new("i").expect("a valid id"), "RED RETROSPOT MUG");
        assert_eq!(own(&item), Some(rgb(0xcb_4f_4a)));
        item.attributes.insert("color".to_owned(), "Sage".to_owned());
        assert_eq!(own(&item), Some(rgb(0x8f_a5_8a)));
    }

    #[test]
    fn a_mixture_lies_between() {
        assert_eq!(mix(rgb(0), WHITE, 128).to_string(), "#7f7f7f");
    }
}
