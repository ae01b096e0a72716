//! A server that is killed: what it acknowledged is there when it comes up again.
//!
//! The real program as a process of its own, on SQLite, spoken to over TCP and ended with SIGKILL as
//! soon as its answer is there.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{NOW, TestApp};

const TABLE: &str = "\
云溪街道2026年重点任务分解表,,,,,
序号,工作领域,目标任务,完成时限,牵头单位,配合单位,责任人
1,城市管理,整治背街小巷6条,2026年6月30日,综合执法队,党政办公室,丁守正
2,城市管理,新建口袋公园2处,9月底,综合执法队,柳堰村,丁守正
3,乡村振兴,改造农村户厕120座,6月前,柳堰村,松坡村,柳长青
";

/// The program as it serves a folder; dropping it kills it.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(folder: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_luoshi"))
            .args(["serve", "--listen", "127.0.0.1:0", "--json", "--data"])
            .arg(folder)
            .env_clear()
            .env("RUST_LOG", "warn")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let hello: serde_json::Value = serde_json::from_str(&line).unwrap();
        let address = hello["url"].as_str().unwrap().trim_start_matches("http://").to_owned();
        Self { process, address }
    }

    /// Ends it without a word: SIGKILL leaves it no time to write anything.
    fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What came back.
struct Answer {
    status: u16,
    location: String,
    body: String,
}

/// A clerk's browser: one request a connection.
struct Browser {
    cookie: String,
}

impl Browser {
    fn get(&self, server: &Server, path: &str) -> String {
        let answer = self.send(server, "GET", path, "text/plain", "");
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer.body
    }

    /// Posts a form that must be acknowledged; answers where it leads.
    fn post(&self, server: &Server, path: &str, fields: &[(&str, &str)]) -> String {
        let encode = luoshi::web::forms::percent_encode;
        let body: Vec<String> = fields.iter().map(|(k, v)| format!("{}={}", encode(k), encode(v))).collect();
        let kind = "application/x-www-form-urlencoded";
        let answer = self.send(server, "POST", path, kind, &body.join("&"));
        assert_eq!(answer.status, 303, "{path}: {}", answer.body);
        answer.location
    }

    /// Sends a file; answers the page of the document.
    fn upload(&self, server: &Server, name: &str, text: &str) -> String {
        let body = format!(
            "--mark\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\
             Content-Type: text/csv\r\n\r\n{text}\r\n--mark--\r\n"
        );
        let answer = self.send(server, "POST", "/documents", "multipart/form-data; boundary=mark", &body);
        assert_eq!(answer.status, 303, "{}", answer.body);
        answer.location
    }

    fn send(&self, server: &Server, method: &str, path: &str, kind: &str, body: &str) -> Answer {
        let mut stream = TcpStream::connect(&server.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nCookie: luoshi={}\r\nSec-Fetch-Site: same-origin\r\n\
             Content-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            server.address,
            self.cookie,
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let location = head.lines().find_map(|l| l.strip_prefix("location: ")).unwrap_or_default();
        Answer { status, location: location.to_owned(), body: body.to_owned() }
    }

    /// Waits until a document was read and shows what it proposes.
    fn read(&self, server: &Server, document: &str) -> String {
        let began = Instant::now();
        loop {
            let page = self.get(server, document);
            if page.contains("id=\"props\"") {
                return page;
            }
            assert!(began.elapsed() < Duration::from_secs(60), "it was never read");
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

/// The card with these words: its number and its version.
fn card(page: &str, words: &str) -> (String, String) {
    let card = page.split("<article").skip(1).find(|c| c.contains(words)).unwrap();
    let value = |before: &str| card.split(before).nth(1).unwrap().split('"').next().unwrap().to_owned();
    (value("id=\"p-"), value("name=\"version\" value=\""))
}

/// Starts from the fixture world on disk, with nobody else holding the store.
async fn on_disk(story: fn(&Path, &Browser)) {
    let app = TestApp::on_disk().await;
    luoshi::plan::years::open(&app.ctx(), 2026).await.unwrap();
    // The program on this folder has the clock of the machine.
    app.pass(luoshi::app::Clock::system().now() - NOW);
    let cookie = app.clerk().await.cookie("luoshi").unwrap();
    app.app.db.clone().close().await.unwrap();
    let folder = std::path::PathBuf::from(app.store());
    tokio::task::spawn_blocking(move || story(&folder, &Browser { cookie })).await.unwrap();
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_a_kill() {
    on_disk(from_upload_to_ledger).await;
}

#[tokio::test]
async fn a_reading_that_was_cut_off_begins_again() {
    on_disk(killed_while_it_reads).await;
}

fn killed_while_it_reads(folder: &Path, clerk: &Browser) {
    let server = Server::start(folder);
    let mut text = TABLE.to_owned();
    for row in 4..1500 {
        text.push_str(&format!("{row},乡村振兴,修缮水渠{row}米,9月底,柳堰村,松坡村,柳长青\n"));
    }
    let document = clerk.upload(&server, "长表.csv", &text);
    let began = Instant::now();
    while !clerk.get(&server, "/documents").contains("正在读取") {
        assert!(began.elapsed() < Duration::from_secs(20), "it was not seen reading");
        std::thread::sleep(Duration::from_millis(2));
    }
    server.kill();

    let server = Server::start(folder);
    let page = clerk.read(&server, &document);
    assert!(page.contains("已核对 0 / 1499"), "not every row is there, or some are there twice");
}

fn from_upload_to_ledger(folder: &Path, clerk: &Browser) {
    let server = Server::start(folder);
    let document = clerk.upload(&server, "任务表.csv", TABLE);
    server.kill();

    let server = Server::start(folder);
    assert!(clerk.get(&server, "/documents").contains("任务表.csv"), "the upload is lost");
    let page = clerk.read(&server, &document);
    let (lanes, version) = card(&page, "整治背街小巷6条");
    clerk.post(&server, &format!("/proposals/{lanes}/acceptance"), &[("version", &version)]);
    let (toilets, version) = card(&page, "改造农村户厕120座");
    let answer =
        [("proposal", &*toilets), ("version", &version), ("question", "0"), ("answer", "2026-05-31")];
    clerk.post(&server, &format!("{document}/answers"), &answer);
    let (parks, version) = card(&page, "新建口袋公园2处");
    let edit = [
        ("version", &*version),
        ("title", "新建口袋公园3处"),
        ("due", "2026年9月30日"),
        ("lead", "综合执法队"),
        ("assist", "柳堰村"),
    ];
    clerk.post(&server, &format!("/proposals/{parks}/edit"), &edit);
    server.kill();

    let server = Server::start(folder);
    let page = clerk.get(&server, &document);
    assert!(page.contains("已采纳"), "the accepted one is lost");
    assert!(page.contains("新建口袋公园3处") && !page.contains("口袋公园2处</p>"), "the edit is lost");
    assert!(!page.contains("class=\"question\""), "the answer is lost");
    clerk.post(&server, &format!("{document}/acceptances"), &[("all", "all")]);
    let page = clerk.get(&server, &document);
    let adoption = page.split("/adoption\"").nth(1).unwrap();
    let version = adoption.split("value=\"").nth(1).unwrap().split('"').next().unwrap();
    clerk.post(&server, &format!("{document}/adoption"), &[("version", version)]);
    server.kill();

    let server = Server::start(folder);
    let ledger = clerk.get(&server, "/ledger");
    for words in ["整治背街小巷6条", "新建口袋公园3处", "改造农村户厕120座", "2026年5月31日"]
    {
        assert!(ledger.contains(words), "{words} is not in the ledger");
    }
    assert!(clerk.get(&server, &document).contains("已入账"));
}
