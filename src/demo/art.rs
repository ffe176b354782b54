//! A picture of any item: flat shapes on a soft ground, chosen by what it is called, painted in its colour.

mod colour;
mod figures;

use std::fmt::Write;

use self::colour::Paints;
use self::figures::{Figure, Shape, Stroke};
use crate::catalog::Item;

/// Draws an item as a self-contained SVG document of a few kilobytes, 320 by 240 units.
///
/// What is drawn follows from the attribute `type`, the title and the categories; the paint from the attribute `color`
/// (or a colour in the title); the rest varies with the id, so that two mugs differ. The same item gives the same bytes.
/// It has presentation attributes only, no styles, scripts, links or fonts, and its ground is opaque, so that it looks
/// alike on light and dark pages and under a strict content security policy. Every item gets some picture.
#[must_use]
pub fn art(item: &Item) -> String {
    let hash = blake3::hash(item.id.as_str().as_bytes());
    let chance = hash.as_bytes();
    let figure = figures::of(item);
    let paints = Paints::of(item, chance[0], chance[1]);
    let mut svg = String::with_capacity(3_000);
    let title = escape(&item.title);
    svg.push_str(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 240" role="img">"#);
    push(&mut svg, format_args!("<title>{title}</title>"));
    push(&mut svg, format_args!(r#"<rect width="320" height="240" fill="{}"/>"#, paints.of_token('z')));
    backdrop(&mut svg, &paints, figure, chance[2]);
    svg.push_str(r#"<g transform="translate(160 116) scale(1.1)">"#);
    if figure.shadow > 0 {
        let shade = paints.of_token('v');
        push(&mut svg, format_args!(r#"<ellipse cx="4" cy="82" rx="{}" ry="8" fill="{shade}"/>"#, figure.shadow + 8));
    }
    push(&mut svg, format_args!(r#"<g transform="translate(0 {})">"#, figure.drop));
    for shape in figure.shapes.iter().filter(|shape| shape.variant.is_none_or(|variant| variant == chance[3] % 3)) {
        draw(&mut svg, &paints, shape);
    }
    svg.push_str("</g></g></svg>");
    svg
}

/// A large quiet shape behind the thing: a disc, an arch or a horizon.
fn backdrop(svg: &mut String, paints: &Paints, figure: &Figure, choice: u8) {
    let light = paints.of_token('u');
    match (choice % 3, figure.shadow) {
        (0, _) => push(svg, format_args!(r#"<circle cx="160" cy="118" r="106" fill="{light}"/>"#)),
        (1, 1..) => push(svg, format_args!(r#"<path d="M54 206V122a106 106 0 0 1 212 0v84z" fill="{light}"/>"#)),
        (_, 1..) => push(svg, format_args!(r#"<path d="M0 172h320v68H0z" fill="{light}"/>"#)),
        (1, 0) => push(svg, format_args!(r#"<path d="M0 240L320 40v200z" fill="{light}"/>"#)),
        (_, 0) => push(svg, format_args!(r#"<rect x="40" y="14" width="240" height="212" rx="40" fill="{light}"/>"#)),
    }
}

fn draw(svg: &mut String, paints: &Paints, shape: &Shape) {
    let colour = paints.of_token(shape.token);
    match &shape.stroke {
        Stroke::Fill => push(svg, format_args!(r#"<{} fill="{colour}"/>"#, shape.element)),
        Stroke::Line { width } => push(
            svg,
            format_args!(
                r#"<{} fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="round" stroke-linejoin="round"/>"#,
                shape.element
            ),
        ),
    }
}

fn push(svg: &mut String, text: std::fmt::Arguments<'_>) {
    svg.write_fmt(text).expect("a string takes any text");
}

fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            control if control.is_control() => safe.push(' '),
            other => safe.push(other),
        }
    }
    safe
}
