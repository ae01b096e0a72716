//! Style sheet, script, icons: embedded, addressed by their hash, kept by browsers for a year.

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::routes::{Need, Routes};

/// An embedded file.
#[derive(Debug)]
pub struct File {
    name: &'static str,
    hash: &'static str,
    bytes: &'static [u8],
    brotli: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The address of an asset, with its hash; the plain name if there is no such file.
#[must_use]
pub fn asset(name: &str) -> String {
    match FILES.iter().find(|f| f.name == name) {
        Some(file) => format!("/a/{}/{}", file.hash, file.name),
        None => format!("/a/-/{name}"),
    }
}

pub(super) fn routes() -> Routes {
    Routes::new().get("/a/{hash}/{*name}", Need::Public, serve).get("/favicon.ico", Need::Public, favicon)
}

async fn favicon() -> Response {
    match FILES.iter().find(|f| f.name == "favicon.svg") {
        Some(file) => send(file, false, true),
        None => StatusCode::NO_CONTENT.into_response(),
    }
}

async fn serve(Path((hash, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let Some(file) = FILES.iter().find(|f| f.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let brotli = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|v| v.split(',').any(|e| e.trim().starts_with("br")));
    send(file, brotli, file.hash == hash)
}

fn send(file: &File, brotli: bool, current: bool) -> Response {
    let kind = match file.name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    };
    let cache = if current { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    match file.brotli.filter(|_| brotli) {
        Some(packed) => {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
            (headers, packed).into_response()
        }
        None => (headers, file.bytes).into_response(),
    }
}
