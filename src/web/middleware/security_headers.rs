//! Security headers of every response.

use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;
use tower_http::set_header::SetResponseHeaderLayer;

/// The policy of a page that the given sites may show in a frame. It loads only our own assets,
/// YouTube's thumbnails, and the player's frame.
macro_rules! content_security_policy {
    (frame_ancestors: $sites:literal) => {
        concat!(
            "default-src 'none'; script-src 'self'; style-src 'self'; \
            img-src 'self' https://i.ytimg.com; media-src 'self'; connect-src 'self'; \
            manifest-src 'self'; frame-src https://www.youtube-nocookie.com; \
            form-action 'self'; base-uri 'none'; frame-ancestors ",
            $sites
        )
    };
}

const CONTENT_SECURITY_POLICY: &str = content_security_policy!(frame_ancestors: "'self'");
const FRAMED_CONTENT_SECURITY_POLICY: &str = content_security_policy!(frame_ancestors: "*");

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Features that neither our pages nor the embedded player need.
const PERMISSIONS_POLICY: &str = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), hid=(), midi=(), \
    display-capture=(), browsing-topics=()";

const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    // The player fails with error 153 unless it receives a referrer.
    (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (
        HeaderName::from_static("permissions-policy"),
        PERMISSIONS_POLICY,
    ),
    // Other sites get no access to our windows and files. There is no COEP, as the player does not
    // opt in to being embedded under it.
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (RESOURCE_POLICY, "same-origin"),
];

/// Adds the headers to the responses of all routes.
pub(in crate::web) fn add_headers(mut router: Router) -> Router {
    for (name, value) in HEADERS {
        router = router.layer(SetResponseHeaderLayer::if_not_present(
            name,
            HeaderValue::from_static(value),
        ));
    }
    router
}

/// Lets any site show a page in a frame.
pub(in crate::web) fn allow_framing(response: &mut Response) {
    let headers = response.headers_mut();
    let policy = HeaderValue::from_static(FRAMED_CONTENT_SECURITY_POLICY);
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
}
