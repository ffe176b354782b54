//! The figures of `data/demo/figures.txt`, and which of them an item is.

use std::sync::OnceLock;

use crate::catalog::Item;

/// A drawing, its origin in the middle.
#[derive(Debug)]
pub(super) struct Figure {
    #[cfg(test)]
    name: &'static str,
    /// Half the width of its shadow on the ground; 0 when it hangs.
    pub(super) shadow: u16,
    /// How far it is moved down to stand on the ground.
    pub(super) drop: u16,
    pub(super) shapes: Vec<Shape>,
}

#[derive(Debug)]
pub(super) struct Shape {
    /// Which of three variants it belongs to; all of them when absent.
    pub(super) variant: Option<u8>,
    /// The letter of its paint.
    pub(super) token: char,
    pub(super) stroke: Stroke,
    /// An SVG element's name and geometry, without its brackets.
    pub(super) element: String,
}

#[derive(Debug)]
pub(super) enum Stroke {
    Fill,
    Line { width: &'static str },
}

/// A figure's name in words, and its position.
type Key = (Vec<String>, usize);

struct Album {
    figures: Vec<Figure>,
    keys: Vec<Key>,
}

fn album() -> &'static Album {
    static ALBUM: OnceLock<Album> = OnceLock::new();
    ALBUM.get_or_init(|| {
        let mut album = Album { figures: Vec::new(), keys: Vec::new() };
        let lines = include_str!("../../../data/demo/figures.txt").lines();
        for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match line.strip_prefix("= ") {
                Some(head) => begin(&mut album, head),
                None => {
                    let figure = album.figures.last_mut().expect("a figure begins with its head");
                    figure.shapes.push(shape(line).unwrap_or_else(|| panic!("figures.txt: `{line}`")));
                }
            }
        }
        album
    })
}

/// `name shadow [drop]: words, words`
fn begin(album: &mut Album, head: &'static str) {
    let (label, keys) = head.split_once(':').unwrap_or_else(|| panic!("figures.txt: `{head}` has no colon"));
    let mut label = label.split(' ');
    let _name = label.next();
    let mut number = || label.next().map_or(Ok(0), str::parse).unwrap_or_else(|_| panic!("figures.txt: `{head}`"));
    let (shadow, drop) = (number(), number());
    let at = album.figures.len();
    let keys = keys.split(',').map(words).filter(|key| !key.is_empty());
    album.keys.extend(keys.map(|key| (key, at)));
    album.figures.push(Figure {
        #[cfg(test)]
        name: _name.unwrap_or_default(),
        shadow,
        drop,
        shapes: Vec::new(),
    });
}

/// `[?variant ][~]token [width] geometry`, the geometry being a path from `M`, or `p`, `c`, `e`, `r` with numbers.
fn shape(line: &'static str) -> Option<Shape> {
    let (variant, line) = match line.strip_prefix('?') {
        Some(rest) => (Some(rest[..1].parse().ok()?), rest[1..].trim_start()),
        None => (None, line),
    };
    if let Some(rest) = line.strip_prefix('~') {
        let (token, rest) = rest.split_once(' ')?;
        let (width, path) = rest.split_once(' ')?;
        let element = format!(r#"path d="{path}""#);
        return Some(Shape { variant, token: token.chars().next()?, stroke: Stroke::Line { width }, element });
    }
    let (token, rest) = line.split_once(' ')?;
    let (form, geometry) = rest.split_once(' ')?;
    let numbers: Vec<&str> = geometry.split(' ').collect();
    let element = match (form, numbers.as_slice()) {
        ("p", _) => format!(r#"path d="{geometry}""#),
        ("c", [x, y, r]) => format!(r#"circle cx="{x}" cy="{y}" r="{r}""#),
        ("e", [x, y, rx, ry]) => format!(r#"ellipse cx="{x}" cy="{y}" rx="{rx}" ry="{ry}""#),
        ("r", [x, y, width, height, rx]) => {
            format!(r#"rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{rx}""#)
        }
        _ => return None,
    };
    Some(Shape { variant, token: token.chars().next()?, stroke: Stroke::Fill, element })
}

/// The words of a text, in lower case and singular, as far as English is regular.
fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(singular).collect()
}

fn singular(word: &str) -> String {
    let is_plural = word.len() > 3 && word.ends_with('s') && !word.ends_with("ss");
    word[..word.len() - usize::from(is_plural)].to_owned()
}

/// What an item looks like: by its type, then its title up to the first comma or preposition, then all of its title, then
/// its categories from the narrowest. Within a text the last name wins, because an English noun phrase ends with its head.
pub(super) fn of(item: &Item) -> &'static Figure {
    let album = album();
    let head = item.title.split(" with ").next().and_then(|text| text.split(',').next()).unwrap_or_default();
    let kind = item.attributes.get("type").map(String::as_str);
    let categories = item.category.iter().rev().map(String::as_str);
    let texts = kind.into_iter().chain([head, &item.title]).chain(categories);
    let found = texts.filter_map(|text| best(album, text)).next();
    let parcel = album.figures.len() - 1;
    &album.figures[found.unwrap_or(parcel)]
}

fn best(album: &Album, text: &str) -> Option<usize> {
    let text = words(text);
    let matches = album.keys.iter().filter_map(|(key, figure)| {
        let at = text.windows(key.len()).rposition(|window| window == key.as_slice())?;
        Some((at + key.len(), key.len(), *figure))
    });
    matches.max_by_key(|(end, length, figure)| (*end, *length, std::cmp::Reverse(*figure))).map(|(_, _, figure)| figure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ItemId;

    fn drawn(title: &str) -> &'static str {
        of(&Item::titled(ItemId::new("i").expect("a valid id"), title)).name
    }

    #[test]
    fn a_title_is_drawn_as_what_it_names() {
        for (title, figure) in [
            ("Kettlewell Alder Mug, Sage", "mug"),
            ("Coffee Scale with Timer", "scale"),
            ("Leather Camera Bag", "handbag"),
            ("Wooden Train Set", "train"),
            ("Plant Pot with Saucer, 12 cm", "plantpot"),
            ("WHITE HANGING HEART T-LIGHT HOLDER", "candle"),
            ("SET OF 3 CAKE TINS", "loaftin"),
            ("RED WOOLLY HOTTIE", "parcel"),
            ("", "parcel"),
        ] {
            assert_eq!(drawn(title), figure, "{title}");
        }
    }

    #[test]
    fn every_figure_has_shapes_and_a_name_of_its_own() {
        let album = album();
        for (at, figure) in album.figures.iter().enumerate() {
            assert!(figure.shapes.len() >= 3, "{}", figure.name);
            assert!(!album.figures[..at].iter().any(|other| other.name == figure.name), "{} twice", figure.name);
        }
        for (at, (key, figure)) in album.keys.iter().enumerate() {
            let twice = album.keys[..at].iter().any(|(other, of)| other == key && of != figure);
            assert!(!twice, "{key:?} names two figures");
        }
        assert_eq!(album.figures.last().map(|figure| figure.name), Some("parcel"));
    }
}
