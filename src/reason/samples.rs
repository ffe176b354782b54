//! What each code can speak of, for listing, showing and testing its wordings.

use super::{Code, Deed, FacetKind, ReasonSubject};
use crate::event::Kind;
use crate::ids::ItemIx;

/// Made-up names of what is not an item.
const NAMES: [(Code, &str); 9] = [
    (Code::HisGroup, "Kitchen"),
    (Code::CmpSet, "Rose Garden"),
    (Code::AttCategory, "Kitchen"),
    (Code::AttBrand, "Lumen"),
    (Code::AttStated, "Kitchen"),
    (Code::FaiExposure, "small makers"),
    (Code::BusSponsored, "Lumen Ltd"),
    (Code::BusPromoted, "Summer outdoors"),
    (Code::BusDemoted, "Out of season"),
];

/// A made-up name for the sentence of a code: an item's where it is told of no other.
pub(super) fn stand_in(code: Code) -> &'static str {
    NAMES.into_iter().find(|(named, _)| *named == code).map_or("Clay Mug", |(_, name)| name)
}

/// One subject for each form that a code's sentence can take.
pub(super) fn samples(code: Code, name: &str) -> Vec<ReasonSubject> {
    let item = |kind| ReasonSubject::Item { item: ItemIx(0), kind };
    let shared = |facet, deed| ReasonSubject::Topic { facet, name: name.to_owned(), n: 3, deed };
    let of_items = |kinds: &[Kind]| kinds.iter().copied().map(item).collect::<Vec<_>>();
    match code {
        Code::HisBought | Code::CmpComplement => of_items(&[Kind::Purchase]),
        Code::HisViewed => of_items(&[Kind::View]),
        Code::HisRated => of_items(&[Kind::Like, Kind::Rate]),
        Code::HisCart => of_items(&[Kind::Cart]),
        Code::HisSaved => of_items(&[Kind::Save]),
        Code::HisNegative => of_items(&[Kind::Return, Kind::Dislike, Kind::NotInterested, Kind::Rate, Kind::Report]),
        Code::HisGroup => {
            let facets = [FacetKind::Category, FacetKind::Brand, FacetKind::Series, FacetKind::Word];
            let deeds = Deed::ALL;
            facets.into_iter().flat_map(|facet| deeds.map(|deed| shared(facet, deed))).collect()
        }
        Code::HisOther => Deed::ALL.map(|deed| ReasonSubject::Rest { n: 3, deed }).to_vec(),
        Code::CmpSet => vec![shared(FacetKind::Series, Deed::Bought)],
        Code::AttBrand => vec![shared(FacetKind::Brand, Deed::Mixed)],
        Code::AttCategory => vec![shared(FacetKind::Category, Deed::Mixed)],
        Code::AttAttribute => {
            let mut subjects = vec![ReasonSubject::Nothing, shared(FacetKind::Attribute, Deed::Mixed)];
            subjects.extend(of_items(&[Kind::View, Kind::Purchase, Kind::Cart]));
            subjects
        }
        Code::SesNow => {
            let mut subjects = of_items(&[Kind::View, Kind::Cart, Kind::Purchase, Kind::Save, Kind::Like]);
            subjects.extend([Deed::Viewed, Deed::Mixed].map(|deed| ReasonSubject::Visit { deed }));
            subjects
        }
        Code::AttStated | Code::FaiExposure | Code::BusSponsored | Code::BusPromoted | Code::BusDemoted => {
            vec![ReasonSubject::Named(name.to_owned())]
        }
        Code::HisReorder
        | Code::AttPrice
        | Code::SocPeers
        | Code::SocPopular
        | Code::TimTrend
        | Code::TimNew
        | Code::TimSeason
        | Code::CtxPage
        | Code::DivVariety
        | Code::DivSerendipity
        | Code::DivCalibrated
        | Code::DivNovel
        | Code::FaiParity
        | Code::FaiLeakage
        | Code::ExpExplore
        | Code::NpfPopular
        | Code::ConOff
        | Code::ConLimited => vec![ReasonSubject::Nothing],
    }
}
