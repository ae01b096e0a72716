//! The server: layers round the routes, and an orderly stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use axum::middleware::from_fn_with_state;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

use super::visitor;
use crate::app::App;
use crate::jobs::Worker;

/// The whole web program, ready to be served or to be called by a test.
pub fn router(app: &Arc<App>) -> Router {
    super::routes()
        .into_router()
        .layer(CatchPanicLayer::new())
        .layer(TimeoutLayer::with_status_code(
            axum::http::StatusCode::REQUEST_TIMEOUT,
            Duration::from_secs(120),
        ))
        .layer(from_fn_with_state(Arc::clone(app), visitor::layer))
        .layer(CompressionLayer::new())
        .with_state(Arc::clone(app))
}

/// Serves until told to stop (Ctrl-C or SIGTERM); requests under way are answered first.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn serve(app: Arc<App>, listener: TcpListener) -> anyhow::Result<()> {
    let worker = Worker::start(Arc::clone(&app));
    let service = router(&app).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(told_to_stop()).await.context("serving")?;
    worker.stop();
    Ok(())
}

/// Listens on an address, with a message that says what to do when it is taken.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!("cannot listen on {address}; is another program using it? try --listen with another port")
    })
}

async fn told_to_stop() {
    let interrupt = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => tokio::select! { () = interrupt => {}, _ = terminate.recv() => {} },
            Err(_) => interrupt.await,
        }
    }
    #[cfg(not(unix))]
    interrupt.await;
}
