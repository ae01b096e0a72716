//! A browser in a box: calls the router in the process, keeps cookies, reads pages.

use std::net::{IpAddr, SocketAddr};

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode, header};
use tower::ServiceExt as _;

/// Somebody with a browser.
#[derive(Clone)]
pub struct Client {
    router: axum::Router,
    address: IpAddr,
    cookies: std::sync::Arc<std::sync::Mutex<Vec<(String, String)>>>,
    language: &'static str,
}

/// A file of a form.
pub struct Part<'a> {
    pub field: &'a str,
    pub name: &'a str,
    pub bytes: &'a [u8],
}

impl Client {
    pub fn new(router: axum::Router, address: &str) -> Self {
        Self { router, address: address.parse().unwrap(), cookies: <_>::default(), language: "zh-CN" }
    }

    /// The same browser at another address.
    pub fn at(mut self, address: &str) -> Self {
        self.address = address.parse().unwrap();
        self
    }

    /// The same browser in English; only pages before log-in ask the browser.
    pub fn in_english(mut self) -> Self {
        self.language = "en";
        self
    }

    pub fn with_cookie(self, name: &str, value: &str) -> Self {
        self.remember(name, value);
        self
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().iter().find(|(n, _)| n == name).map(|(_, v)| v.clone())
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None, Vec::new()).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<String> = fields.iter().map(|(k, v)| format!("{}={}", encode(k), encode(v))).collect();
        let kind = "application/x-www-form-urlencoded";
        self.send("POST", path, Some(kind), body.join("&").into_bytes()).await
    }

    /// A form with files.
    pub async fn multipart(&self, path: &str, fields: &[(&str, &str)], files: &[Part<'_>]) -> Answer {
        const MARK: &str = "--------test-boundary-7d1f";
        let mut body = Vec::new();
        for (name, value) in fields {
            let head =
                format!("--{MARK}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(head.as_bytes());
        }
        for part in files {
            let head = format!(
                "--{MARK}\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\n\
                 Content-Type: application/octet-stream\r\n\r\n",
                part.field, part.name
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(part.bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{MARK}--\r\n").as_bytes());
        self.send("POST", path, Some(&format!("multipart/form-data; boundary={MARK}")), body).await
    }

    /// A form as the script sends it.
    pub async fn htmx_post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<String> = fields.iter().map(|(k, v)| format!("{}={}", encode(k), encode(v))).collect();
        let jar: Vec<String> = self.cookies.lock().unwrap().iter().map(|(n, v)| format!("{n}={v}")).collect();
        let request = Request::builder()
            .method("POST")
            .uri(path)
            .header("hx-request", "true")
            .header("sec-fetch-site", "same-origin")
            .header(header::COOKIE, jar.join("; "))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.join("&")))
            .unwrap();
        self.send_raw(request).await
    }

    /// Any request; browsers say where it starts, so this one does too.
    pub async fn send(&self, method: &str, path: &str, kind: Option<&str>, body: Vec<u8>) -> Answer {
        let jar: Vec<String> = self.cookies.lock().unwrap().iter().map(|(n, v)| format!("{n}={v}")).collect();
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::ACCEPT_LANGUAGE, self.language)
            .header(header::USER_AGENT, "test")
            .header("sec-fetch-site", "same-origin")
            .header(header::COOKIE, jar.join("; "));
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        self.send_raw(request.body(Body::from(body)).unwrap()).await
    }

    /// A request as it is, without cookies.
    pub async fn send_raw(&self, mut request: Request<Body>) -> Answer {
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(self.address, 40_000)));
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.remember(name, value);
        }
        Answer { status: parts.status, headers: parts.headers, bytes }
    }

    fn remember(&self, name: &str, value: &str) {
        let mut jar = self.cookies.lock().unwrap();
        jar.retain(|(n, _)| n != name);
        if !value.is_empty() {
            jar.push((name.to_owned(), value.to_owned()));
        }
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn body(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|v| v.to_str().unwrap()).unwrap_or_default()
    }

    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.header("location")
    }

    #[track_caller]
    pub fn assert_status(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}\n{}", self.location(), self.text());
        self
    }

    /// 303 to this place.
    #[track_caller]
    pub fn assert_to(self, place: &str) -> Self {
        let answer = self.assert_status(303);
        assert_eq!(answer.location(), place);
        answer
    }

    #[track_caller]
    pub fn assert_has(self, text: &str) -> Self {
        assert!(self.text().contains(text), "no {text:?} in:\n{}", self.text());
        self
    }

    #[track_caller]
    pub fn assert_has_not(self, text: &str) -> Self {
        assert!(!self.text().contains(text), "{text:?} in:\n{}", self.text());
        self
    }

    /// What the page is made of, not only what is read.
    #[track_caller]
    pub fn assert_html(self, text: &str) -> Self {
        assert!(self.body().contains(text), "no {text:?} in:\n{}", self.body());
        self
    }

    /// What a person reads: the text of the page, one space between pieces.
    pub fn text(&self) -> String {
        let body = self.body();
        let mut out = String::new();
        let mut rest = body.as_str();
        while let Some(start) = rest.find('<') {
            out.push_str(&rest[..start]);
            out.push(' ');
            rest = rest[start..].find('>').map_or("", |end| &rest[start + end + 1..]);
        }
        out.push_str(rest);
        let plain = out
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#34;", "\"")
            .replace("&#39;", "'")
            .replace("&#60;", "<")
            .replace("&#62;", ">")
            .replace("&#38;", "&")
            .replace("&amp;", "&");
        plain.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The value of an attribute in the first tag that contains `mark`.
    pub fn attribute(&self, mark: &str, name: &str) -> Option<String> {
        let body = self.body();
        let at = body.find(mark)?;
        let start = body[..at].rfind('<')?;
        let tag = &body[start..start + body[start..].find('>')?];
        let from = tag.find(&format!("{name}=\""))? + name.len() + 2;
        Some(tag[from..from + tag[from..].find('"')?].to_owned())
    }
}

fn encode(text: &str) -> String {
    luoshi::web::forms::percent_encode(text)
}
