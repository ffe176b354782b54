//! `movielens`: ratings of films. MovieLens-100K (`u.data`, `u.item`, `u.user`) and MovieLens-1M (`movies.dat`, `users.dat`,
//! and `ratings.dat` or lists of `user,item,rating` without times).
//!
//! Holds nothing but the names of genres. Postal codes and occupations are never taken over.

use super::csv::{Plain, Row, plain};
use super::lines::Encoding;
use super::source::{Found, Input, Source};
use super::{CustomerUpdate, ImportError, Intake, Reader, Reason, Refusal, Trouble, text};
use crate::catalog::Item;
use crate::event::{Event, Kind, Subject};
use crate::units::Time;

const NAME: &str = "movielens";
/// The genres of MovieLens-100K, in the order of the flags of `u.item`.
const GENRES: [&str; 19] = [
    "unknown",
    "Action",
    "Adventure",
    "Animation",
    "Children's",
    "Comedy",
    "Crime",
    "Documentary",
    "Drama",
    "Fantasy",
    "Film-Noir",
    "Horror",
    "Musical",
    "Mystery",
    "Romance",
    "Sci-Fi",
    "Thriller",
    "War",
    "Western",
];
/// The moment that ratings without a time are given: the end of 2000, the year in which their authors joined.
pub(super) const UNTIMED: Time = Time::from_millis(978_220_800_000);

const TAB: Plain = Plain { separator: "\t", encoding: Encoding::Latin1 };
const PIPE: Plain = Plain { separator: "|", encoding: Encoding::Latin1 };
const COLONS: Plain = Plain { separator: "::", encoding: Encoding::Latin1 };
const COMMA: Plain = Plain { separator: ",", encoding: Encoding::Latin1 };

/// The reader.
pub(super) struct MovieLens;

/// What a file holds, by its name.
enum Part {
    Films100k,
    Users100k,
    Ratings100k,
    Films1m,
    Users1m,
    Ratings1m,
    RatingsUntimed,
}

/// What a name says. The test and training splits of MovieLens-100K repeat rows of `u.data` and are not taken.
fn part(file_name: &str) -> Option<Part> {
    Some(match file_name {
        "u.item" => Part::Films100k,
        "u.user" => Part::Users100k,
        "u.data" => Part::Ratings100k,
        "movies.dat" => Part::Films1m,
        "users.dat" => Part::Users1m,
        "ratings.dat" => Part::Ratings1m,
        other if other.starts_with("test_1m") && other.ends_with(".dat") => Part::RatingsUntimed,
        _ => return None,
    })
}

impl Reader for MovieLens {
    fn name(&self) -> &'static str {
        NAME
    }

    fn takes(&self, file_name: &str, _found: Found) -> bool {
        part(file_name).is_some()
    }

    fn expects(&self) -> &'static str {
        "u.data, u.item and u.user, or movies.dat, users.dat and ratings.dat (or test_1m1.dat to test_1m5.dat)"
    }

    fn read(&self, source: &Source<'_>, intake: &mut dyn Intake) -> Result<(), ImportError> {
        source.inputs().iter().try_for_each(|input| read(input, source, intake))
    }
}

fn read(input: &Input, source: &Source<'_>, intake: &mut dyn Intake) -> Result<(), ImportError> {
    match part(&input.name) {
        None => Ok(()),
        Some(Part::Films100k) => plain(input, source, PIPE, intake, &mut film_100k),
        Some(Part::Users100k) => plain(input, source, PIPE, intake, &mut |intake, row: &Row<'_, 5>| {
            let [id, age, gender, ..] = row.fields;
            viewer(intake, id, gender, age)
        }),
        Some(Part::Ratings100k) => plain(input, source, TAB, intake, &mut |intake, row: &Row<'_, 4>| {
            let [user, film, rating, time] = row.fields;
            rate(intake, [user, film, rating], text::epoch_time(time)?)
        }),
        Some(Part::Films1m) => plain(input, source, COLONS, intake, &mut |intake, row: &Row<'_, 3>| {
            let [id, title, genres] = row.fields;
            film(intake, id, title, &genres.split('|').collect::<Vec<_>>())
        }),
        Some(Part::Users1m) => plain(input, source, COLONS, intake, &mut |intake, row: &Row<'_, 5>| {
            let [id, gender, age, ..] = row.fields;
            viewer(intake, id, gender, age)
        }),
        Some(Part::Ratings1m) => plain(input, source, COLONS, intake, &mut |intake, row: &Row<'_, 4>| {
            let [user, film, rating, time] = row.fields;
            rate(intake, [user, film, rating], text::epoch_time(time)?)
        }),
        Some(Part::RatingsUntimed) => plain(input, source, COMMA, intake, &mut |intake, row: &Row<'_, 3>| {
            intake.notice("rating_without_time", 1);
            rate(intake, row.fields, UNTIMED)
        }),
    }
}

fn film_100k(intake: &mut dyn Intake, row: &Row<'_, 24>) -> Result<(), Trouble> {
    let [id, title, _released, _video, _url, flags @ ..] = row.fields;
    let set = GENRES.into_iter().zip(flags).filter(|(_, flag)| *flag == "1");
    film(intake, id, title, &set.map(|(genre, _)| genre).collect::<Vec<_>>())
}

/// A film: its first genre is its category, each genre an attribute `genre_...: yes`, and the year in its title one.
fn film(intake: &mut dyn Intake, id: &str, title: &str, genres: &[&str]) -> Result<(), Trouble> {
    intake.notice("title_beyond_ascii", u64::from(!title.is_ascii()));
    let mut item = Item::titled(text::item_id("item", id)?, text::tidy(title));
    let genres: Vec<&str> = genres.iter().copied().filter(|genre| *genre != "unknown" && !genre.is_empty()).collect();
    intake.notice("film_without_genre", u64::from(genres.is_empty()));
    item.category = genres.first().map(|genre| (*genre).to_owned()).into_iter().collect();
    for genre in genres {
        item.attributes.insert(format!("genre_{}", key(genre)), "yes".to_owned());
    }
    if let Some(year) = year(title) {
        item.attributes.insert("year".to_owned(), year.to_owned());
    }
    Ok(intake.item(text::checked(item)?)?)
}

fn key(genre: &str) -> String {
    let letters = genre.chars().filter(|c| *c != '\'');
    letters.map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect()
}

/// The year in `Toy Story (1995)`.
fn year(title: &str) -> Option<&str> {
    let year = title.trim_end().strip_suffix(')')?.rsplit_once('(')?.1;
    (year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit())).then_some(year)
}

/// A viewer: gender, and age in the bands of MovieLens-1M (which gives the first year of a band).
fn viewer(intake: &mut dyn Intake, id: &str, gender: &str, age: &str) -> Result<(), Trouble> {
    let years: u32 =
        age.parse().map_err(|_| Refusal::new(Reason::BadText, format!("`{age}` is not an age in years")))?;
    let band = match years {
        0..18 => "under 18",
        18..25 => "18-24",
        25..35 => "25-34",
        35..45 => "35-44",
        45..50 => "45-49",
        50..56 => "50-55",
        56.. => "56+",
    };
    let update = CustomerUpdate::new(text::customer_id("user", id)?);
    Ok(intake.customer(update.with_segment("gender", text::at_most(gender, 128)).with_segment("age", band))?)
}

fn rate(intake: &mut dyn Intake, [user, film, rating]: [&str; 3], time: Time) -> Result<(), Trouble> {
    let customer = text::customer_id("user", user)?;
    let item = text::item_id("item", film)?;
    let bad = || Refusal::new(Reason::BadValue, format!("`{rating}` is not a rating from 1 to 5"));
    let value: f64 = rating.parse().map_err(|_| bad())?;
    let id = text::event_id(NAME, &[user, film]);
    let event = Event { value: Some(value), ..Event::new(id, Subject::Customer(customer), item, Kind::Rate, time) };
    event.check().map_err(|_| bad())?;
    Ok(intake.event(event)?)
}
