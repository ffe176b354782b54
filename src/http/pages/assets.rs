//! Style sheet, scripts and pictures: compiled in, named by their contents, kept by browsers for a year.

use std::sync::LazyLock;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::asked::Named;
use super::{PageError, answered};
use crate::demo;
use crate::http::AppState;
use crate::ids::ItemId;

struct Asset {
    name: &'static str,
    kind: &'static str,
    body: &'static str,
}

const SCRIPT: &str = "text/javascript; charset=utf-8";

const ASSETS: [Asset; 7] = [
    Asset { name: "shop.css", kind: "text/css; charset=utf-8", body: include_str!("assets/shop.css") },
    Asset { name: "console.css", kind: "text/css; charset=utf-8", body: include_str!("assets/console.css") },
    Asset { name: "why.js", kind: SCRIPT, body: include_str!("assets/why.js") },
    Asset { name: "rail.js", kind: SCRIPT, body: include_str!("assets/rail.js") },
    Asset { name: "console.js", kind: SCRIPT, body: include_str!("assets/console.js") },
    Asset { name: "pins.js", kind: SCRIPT, body: include_str!("assets/pins.js") },
    Asset { name: "mark.svg", kind: "image/svg+xml", body: include_str!("assets/mark.svg") },
];

static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hasher = blake3::Hasher::new();
    for asset in &ASSETS {
        hasher.update(asset.name.as_bytes()).update(asset.body.as_bytes());
    }
    hasher.finalize().to_hex()[..16].to_owned()
});

/// Names the contents of all assets; part of their addresses.
pub(super) fn version() -> &'static str {
    &VERSION
}

/// The style sheets, for a file that needs nothing but itself.
pub(super) const fn styles() -> [&'static str; 2] {
    [ASSETS[0].body, ASSETS[1].body]
}

/// `GET /assets/{version}/{file}`
pub(super) async fn asset(Named((version, file)): Named<(String, String)>) -> Response {
    let found = ASSETS.iter().find(|asset| asset.name == file).filter(|_| version == *VERSION);
    found.map_or_else(
        || StatusCode::NOT_FOUND.into_response(),
        |asset| {
            let headers = [(CONTENT_TYPE, asset.kind), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
            (headers, asset.body).into_response()
        },
    )
}

/// `GET /art/{item}.svg`
pub(super) async fn art(State(state): State<AppState>, Named(file): Named<String>) -> Response {
    answered(state, move |service| {
        let id = file.strip_suffix(".svg").and_then(|id| ItemId::new(id).ok()).ok_or(PageError::NotFound("picture"))?;
        let item = service.store().item(&id)?.ok_or(PageError::NotFound("picture"))?;
        let headers = [
            (CONTENT_TYPE, "image/svg+xml"),
            (CACHE_CONTROL, "public, max-age=86400"),
            (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        ];
        Ok((headers, demo::art(&item)))
    })
    .await
}
