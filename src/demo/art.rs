//! Pictures of goods: one flat silhouette per kind of thing, in the item's colour, on a soft ground. No text but the
//! title, no scripts, no style attributes, so that the strictest content security policy lets them through.

use crate::catalog::Item;

/// Words of a title or category, and the silhouette that they mean; the first that occurs wins.
const SHAPES: [(&[&str], &str); 22] = [
    (
        &["lamp", "lantern", "light"],
        r#"<path fill="F" d="M120 60h80l30 70H90z"/><path fill="D" d="M153 130h14v62h-14z"/><path fill="D" d="M120 192h80v12h-80z"/>"#,
    ),
    (
        &["mug", "cup", "espresso", "pour-over"],
        r#"<path fill="F" d="M96 84h104v84a30 30 0 0 1-30 30h-44a30 30 0 0 1-30-30z"/><path fill="none" stroke="D" stroke-width="14" d="M200 104h16a24 24 0 0 1 0 48h-16"/>"#,
    ),
    (
        &["kettle", "teapot", "jug", "watering"],
        r#"<path fill="F" d="M104 110a56 56 0 0 1 112 0v82H104z"/><path fill="D" d="M216 120l38-26v18l-38 44zM150 46h20v14h-20z"/><path fill="none" stroke="D" stroke-width="12" d="M104 120c-40 0-40 56 0 56"/>"#,
    ),
    (&["tent", "tarp"], r#"<path fill="F" d="M160 60l96 140H64z"/><path fill="D" d="M160 104l36 96h-72z"/>"#),
    (
        &["book", "notebook", "novel", "diary", "cookbook"],
        r#"<path fill="F" d="M104 56h112a8 8 0 0 1 8 8v136a8 8 0 0 1-8 8H104z"/><path fill="D" d="M96 56h20v152H96z"/><path fill="L" d="M136 88h66v10h-66zM136 110h46v8h-46z"/>"#,
    ),
    (
        &["pot", "planter", "seed", "plant", "garden", "bulb"],
        r#"<path fill="D" d="M152 60h16v60h-16z"/><path fill="F" d="M160 92c-50 0-60-34-60-44 40 0 60 14 60 44zM160 78c50 0 60-34 60-44-40 0-60 14-60 44z"/><path fill="D" d="M108 124h104l-14 80h-76z"/>"#,
    ),
    (
        &["shoe", "boot", "sneaker", "sandal", "trainer", "slipper"],
        r#"<path fill="F" d="M78 106h54l50 44 56 12a16 16 0 0 1 12 16v12H78z"/><path fill="D" d="M74 190h180v14H74z"/>"#,
    ),
    (
        &["headphone", "earbud", "speaker", "radio"],
        r#"<path fill="none" stroke="D" stroke-width="14" d="M94 150v-16a66 66 0 0 1 132 0v16"/><rect fill="F" x="78" y="140" width="36" height="62" rx="14"/><rect fill="F" x="206" y="140" width="36" height="62" rx="14"/>"#,
    ),
    (
        &["chair", "stool", "sofa", "bench", "armchair"],
        r#"<path fill="F" d="M108 50h104v84H108z"/><path fill="D" d="M96 134h128v22H96zM104 156h14v54h-14zM202 156h14v54h-14z"/>"#,
    ),
    (
        &["table", "desk", "shelf", "cabinet", "rack"],
        r#"<path fill="F" d="M70 96h180v22H70z"/><path fill="D" d="M84 118h16v88H84zM220 118h16v88h-16zM100 150h120v10H100z"/>"#,
    ),
    (
        &["bottle", "flask", "oil", "shampoo", "liquid", "soap", "serum", "wine", "syrup"],
        r#"<path fill="D" d="M144 40h32v26h-32z"/><path fill="F" d="M140 66h40c0 26 20 30 20 56v76a12 12 0 0 1-12 12h-56a12 12 0 0 1-12-12v-76c0-26 20-30 20-56z"/><path fill="L" d="M128 130h64v46h-64z"/>"#,
    ),
    (
        &["pan", "skillet", "wok"],
        r#"<circle fill="F" cx="140" cy="130" r="62"/><circle fill="D" cx="140" cy="130" r="46"/><path fill="F" d="M196 120h78v20h-78z"/>"#,
    ),
    (
        &["saucepan", "casserole", "stockpot", "bowl", "plate", "dish"],
        r#"<path fill="F" d="M76 110h168a84 84 0 0 1-168 0z"/><path fill="D" d="M120 190h80v14h-80zM70 98h180v14H70z"/>"#,
    ),
    (
        &["knife", "spatula", "spoon", "tool", "hammer", "drill", "saw", "trowel", "brush"],
        r#"<path fill="F" d="M150 36h24c14 40 14 70 0 96h-24z"/><path fill="D" d="M148 132h28v78a14 14 0 0 1-28 0z"/>"#,
    ),
    (
        &["jacket", "coat", "shirt", "sweater", "jumper", "hoodie", "dress", "cardigan", "top"],
        r#"<path fill="F" d="M120 54h80l50 36-22 40-20-12v90h-96v-90l-20 12-22-40z"/><path fill="D" d="M140 54h40l-20 26z"/>"#,
    ),
    (
        &["trouser", "jeans", "short", "legging", "skirt"],
        r#"<path fill="F" d="M112 48h96l14 160h-44l-18-104-18 104H98z"/><path fill="D" d="M112 48h96v16h-96z"/>"#,
    ),
    (
        &["hat", "cap", "beanie", "scarf", "glove"],
        r#"<path fill="F" d="M96 140a64 70 0 0 1 128 0z"/><path fill="D" d="M66 140h188v20H66z"/>"#,
    ),
    (
        &["bag", "backpack", "rucksack", "suitcase", "wallet"],
        r#"<path fill="none" stroke="D" stroke-width="12" d="M126 88V66a34 34 0 0 1 68 0v22"/><path fill="F" d="M90 86h140a14 14 0 0 1 14 14v90a16 16 0 0 1-16 16H92a16 16 0 0 1-16-16v-90a14 14 0 0 1 14-14z"/><path fill="L" d="M118 136h84v36h-84z"/>"#,
    ),
    (
        &["bear", "doll", "puzzle", "toy", "blocks", "train", "rattle", "baby"],
        r#"<circle fill="D" cx="112" cy="80" r="24"/><circle fill="D" cx="208" cy="80" r="24"/><circle fill="F" cx="160" cy="130" r="70"/><circle fill="L" cx="160" cy="152" r="28"/><circle fill="D" cx="136" cy="118" r="8"/><circle fill="D" cx="184" cy="118" r="8"/>"#,
    ),
    (
        &["ball", "dumbbell", "yoga", "racket", "bike", "helmet"],
        r#"<circle fill="F" cx="160" cy="126" r="76"/><path fill="none" stroke="D" stroke-width="10" d="M84 126h152M160 50c-50 40-50 112 0 152M160 50c50 40 50 112 0 152"/>"#,
    ),
    (
        &["blanket", "towel", "cushion", "pillow", "duvet", "rug", "mat", "sheet"],
        r#"<rect fill="F" x="76" y="70" width="168" height="116" rx="20"/><path fill="D" d="M76 100h168v14H76zM76 140h168v14H76z"/>"#,
    ),
    (
        &["phone", "tablet", "laptop", "monitor", "keyboard", "camera", "charger", "screen"],
        r#"<rect fill="D" x="84" y="60" width="152" height="104" rx="10"/><rect fill="F" x="94" y="70" width="132" height="84" rx="4"/><path fill="D" d="M60 176h200l-14 18H74z"/>"#,
    ),
];

/// A parcel, for whatever has no silhouette of its own.
const PARCEL: &str = r#"<path fill="F" d="M76 92l84-36 84 36v84l-84 36-84-36z"/><path fill="D" d="M160 128l84-36v84l-84 36z"/><path fill="L" d="M112 76l84 36v26l-18-8v-10l-84-36z"/>"#;

/// Colour names and their fill; what is not named gets one by its id.
const COLOURS: [(&str, &str); 24] = [
    ("black", "#3b3d40"),
    ("white", "#e9e4da"),
    ("grey", "#8d9296"),
    ("silver", "#a9b0b5"),
    ("steel", "#9aa5ab"),
    ("graphite", "#4b5054"),
    ("copper", "#b87350"),
    ("brass", "#c09a4a"),
    ("gold", "#cfa64b"),
    ("red", "#c0504a"),
    ("terracotta", "#c4714f"),
    ("orange", "#d98a45"),
    ("mustard", "#d0a23e"),
    ("yellow", "#dcb94f"),
    ("olive", "#7f8450"),
    ("sage", "#93a58a"),
    ("green", "#5b8f6b"),
    ("forest", "#3f6b54"),
    ("teal", "#468c8c"),
    ("blue", "#4f7fa8"),
    ("navy", "#3b5072"),
    ("pink", "#cf8f97"),
    ("plum", "#85577a"),
    ("oak", "#b98d5d"),
];

const OTHERS: [&str; 8] = ["#4f7fa8", "#c4714f", "#5b8f6b", "#85577a", "#d0a23e", "#468c8c", "#c0504a", "#7f8450"];
const GROUNDS: [&str; 6] = ["#f1e9dc", "#e4ece6", "#e5ebf1", "#f3e6e2", "#ece7f0", "#f2eed9"];

/// A picture of an item: a self-contained SVG of 320 by 240, a few hundred bytes. Any item gets one.
#[must_use]
pub fn art(item: &Item) -> String {
    let hash = blake3::hash(item.id.as_str().as_bytes());
    let pick = |at: usize, of: usize| usize::from(hash.as_bytes()[at]) % of;
    let words = format!("{} {}", item.title, item.category.join(" ")).to_lowercase();
    let colour = item.attributes.get("color").map(|name| name.to_lowercase()).unwrap_or_default();
    let named = COLOURS.iter().find(|(name, _)| colour.contains(name)).map(|(_, fill)| *fill);
    let fill = named.unwrap_or(OTHERS[pick(0, OTHERS.len())]);
    let shape = SHAPES.iter().find(|(names, _)| names.iter().any(|name| words.contains(name)));
    let shape = shape.map_or(PARCEL, |(_, shape)| shape);
    let drawn = shape.replace("\"F\"", &format!("\"{fill}\""));
    let drawn = drawn.replace("\"D\"", "\"#2f3336\" opacity=\".72\"").replace("\"L\"", "\"#fffdf8\" opacity=\".7\"");
    let tilt = pick(1, 9);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 320 240\" role=\"img\"><title>{}</title>\
         <rect width=\"320\" height=\"240\" fill=\"{}\"/><ellipse cx=\"160\" cy=\"212\" rx=\"92\" ry=\"9\" fill=\"#000\" opacity=\".1\"/>\
         <g transform=\"rotate({} 160 120)\">{drawn}</g></svg>",
        escaped(&item.title),
        GROUNDS[pick(2, GROUNDS.len())],
        i32::try_from(tilt).expect("a small angle") - 4,
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ItemId;

    #[test]
    fn a_picture_is_small_holds_no_script_and_escapes_the_title() {
        let id = ItemId::new("x").expect("a valid id");
        let picture = art(&Item::titled(id, "Mug <script>alert(1)</script> & more"));
        assert!(picture.len() < 6_000 && picture.starts_with("<svg"));
        assert!(!picture.contains("<script") && picture.contains("&amp; more"));
        assert!(!picture.contains("style="));
    }

    #[test]
    fn things_of_different_kinds_look_different() {
        let of = |title: &str| art(&Item::titled(ItemId::new("x").expect("a valid id"), title));
        assert_ne!(of("Desk Lamp"), of("Tall Mug"));
        assert_eq!(of("Desk Lamp"), of("Desk Lamp"));
    }
}
