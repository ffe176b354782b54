//! Held here: every pair of colours that the style sheet puts on each other can be read, in light and in dark.

use std::collections::BTreeMap;

const CSS: &str = include_str!("assets/shop.css");

/// Text on ground, and the least contrast of WCAG 2.2: 4.5 for text (1.4.3), 3 for drawings and borders (1.4.11).
const PAIRS: [(&str, &str, f64); 26] = [
    ("ink", "paper", 4.5),
    ("ink", "surface", 4.5),
    ("ink", "band", 4.5),
    ("muted", "paper", 4.5),
    ("muted", "surface", 4.5),
    ("muted", "band", 4.5),
    ("accent", "paper", 4.5),
    ("accent", "surface", 4.5),
    ("accent", "band", 4.5),
    ("on-accent", "accent", 4.5),
    ("on-warm", "warm", 4.5),
    ("paper", "ink", 4.5),
    ("for", "paper", 4.5),
    ("against", "paper", 4.5),
    ("rule", "paper", 4.5),
    ("focus", "paper", 3.0),
    ("focus", "surface", 3.0),
    ("focus", "band", 3.0),
    ("edge", "paper", 3.0),
    ("edge", "surface", 3.0),
    ("edge", "band", 3.0),
    ("s1", "surface", 3.0),
    ("s2", "surface", 3.0),
    ("s3", "surface", 2.5),
    ("s4", "surface", 3.0),
    ("ink", "line", 3.0),
];

fn colours(block: &str) -> BTreeMap<&str, [f64; 3]> {
    let declarations = block.split(';').filter_map(|line| line.trim().strip_prefix("--")?.split_once(':'));
    declarations.filter_map(|(name, value)| Some((name, rgb(value.trim().strip_prefix('#')?)?))).collect()
}

fn rgb(hex: &str) -> Option<[f64; 3]> {
    let channel = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok().map(|byte| f64::from(byte) / 255.0);
    Some([channel(0)?, channel(2)?, channel(4)?])
}

/// Relative luminance, WCAG 2.2.
fn luminance(rgb: [f64; 3]) -> f64 {
    let [r, g, b] = rgb.map(|c| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn block(after: &str) -> &'static str {
    let begin = CSS.find(after).expect("the style sheet has this block") + after.len();
    &CSS[begin..begin + CSS[begin..].find('}').expect("a block ends")]
}

#[test]
fn every_pair_of_colours_can_be_read_in_light_and_in_dark() {
    let light = colours(block("\n:root {"));
    let dark = colours(block("(prefers-color-scheme: dark) {\n  :root {"));
    assert_eq!(light.keys().collect::<Vec<_>>(), dark.keys().collect::<Vec<_>>(), "both sets name the same colours");
    for (scheme, set) in [("light", &light), ("dark", &dark)] {
        for (text, ground, least) in PAIRS {
            let found = contrast(set[text], set[ground]);
            assert!(found >= least, "{scheme}: --{text} on --{ground} has {found:.2}, it needs {least}");
        }
    }
}

#[test]
fn black_on_white_has_the_contrast_that_the_definition_gives() {
    assert!((contrast([0.0; 3], [1.0; 3]) - 21.0).abs() < 1e-9);
}

#[test]
fn nothing_in_a_template_needs_a_weaker_policy() {
    let templates = [
        include_str!("templates/account.html"),
        include_str!("templates/base.html"),
        include_str!("templates/console/bars.html"),
        include_str!("templates/console/deeds.html"),
        include_str!("templates/console/experiment.html"),
        include_str!("templates/console/experiments.html"),
        include_str!("templates/console/field.html"),
        include_str!("templates/console/frame.html"),
        include_str!("templates/console/frontier.html"),
        include_str!("templates/console/heard.html"),
        include_str!("templates/console/impact.html"),
        include_str!("templates/console/incident.html"),
        include_str!("templates/console/incidents.html"),
        include_str!("templates/console/plan.html"),
        include_str!("templates/console/preview.html"),
        include_str!("templates/console/proposal.html"),
        include_str!("templates/console/proposals.html"),
        include_str!("templates/console/figures.html"),
        include_str!("templates/console/review.html"),
        include_str!("templates/console/reviews.html"),
        include_str!("templates/console/sign-in.html"),
        include_str!("templates/console/start.html"),
        include_str!("templates/console/tune.html"),
        include_str!("templates/console/watch.html"),
        include_str!("templates/console/wording.html"),
        include_str!("templates/evidence.html"),
        include_str!("templates/home.html"),
        include_str!("templates/how.html"),
        include_str!("templates/item.html"),
        include_str!("templates/leave.html"),
        include_str!("templates/notice.html"),
        include_str!("templates/oops.html"),
        include_str!("templates/pick.html"),
        include_str!("templates/rail.html"),
        include_str!("templates/way.html"),
        include_str!("templates/why.html"),
        include_str!("templates/you.html"),
    ];
    for template in templates {
        for banned in [" style=", "<style", "javascript:", " onclick", " onchange", "http://", "https://", "|safe"] {
            assert!(!template.contains(banned), "{banned} in {template}");
        }
    }
}
