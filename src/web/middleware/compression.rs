//! Compresses bodies according to `Accept-Encoding`.

use std::io::{Read, Write};

use axum::http::HeaderValue;

/// Bodies smaller than this many bytes are not compressed.
const MIN_COMPRESSION_BYTES: usize = 256;

/// A content coding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::web) enum Encoding {
    Brotli,
    Zstd,
    Gzip,
    /// Not compressed.
    Identity,
}

impl Encoding {
    /// In the server's order of preference between codings of equal weight: the smallest result
    /// first.
    const ALL: [Self; 4] = [Self::Brotli, Self::Zstd, Self::Gzip, Self::Identity];

    /// Its name in HTTP headers.
    pub(in crate::web) fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Zstd => "zstd",
            Self::Gzip => "gzip",
            Self::Identity => "identity",
        }
    }

    /// The coding that the client prefers (RFC 9110, 12.5.3); [`Encoding::Identity`] if it accepts
    /// none of the supported ones.
    pub(in crate::web) fn preferred(accept_encoding: Option<&HeaderValue>) -> Self {
        let accept_encoding = accept_encoding
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let mut best = (Self::Identity, 0);
        for encoding in Self::ALL {
            let weight = weight(accept_encoding, encoding.name());
            if weight > best.1 {
                best = (encoding, weight);
            }
        }
        best.0
    }

    /// The compressed body; `None` if it would not be smaller.
    pub(in crate::web) fn compress(self, body: &[u8]) -> Option<Vec<u8>> {
        if body.len() < MIN_COMPRESSION_BYTES {
            return None;
        }
        let compressed = match self {
            Self::Brotli => brotli(body),
            Self::Zstd => zstd::bulk::compress(body, 6).ok(),
            Self::Gzip => gzip(body),
            Self::Identity => None,
        };
        compressed.filter(|compressed| compressed.len() < body.len())
    }
}

fn brotli(body: &[u8]) -> Option<Vec<u8>> {
    let mut compressed = Vec::with_capacity(body.len() / 3);
    ::brotli::CompressorReader::new(body, 16 * 1024, 5, 22)
        .read_to_end(&mut compressed)
        .ok()?;
    Some(compressed)
}

fn gzip(body: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(
        Vec::with_capacity(body.len() / 3),
        flate2::Compression::new(6),
    );
    encoder.write_all(body).ok()?;
    encoder.finish().ok()
}

/// The weight (`q`) of a coding in an `Accept-Encoding` header, in thousandths. A coding that is
/// not listed has weight 0, except `identity`, which is acceptable as a last resort unless
/// excluded.
fn weight(accept_encoding: &str, name: &str) -> u32 {
    let mut wildcard = None;
    for part in accept_encoding.split(',') {
        let mut fields = part.split(';').map(str::trim);
        let coding = fields.next().unwrap_or_default();
        let weight = fields.find_map(|field| field.strip_prefix("q=").or(field.strip_prefix("Q=")));
        let weight = weight
            .map_or(1.0, |weight| weight.parse::<f32>().unwrap_or(0.0))
            .clamp(0.0, 1.0);
        let weight = (weight * 1000.0) as u32;
        if coding.eq_ignore_ascii_case(name) {
            return weight;
        }
        if coding == "*" {
            wildcard = Some(weight);
        }
    }
    if name == Encoding::Identity.name() {
        wildcard.unwrap_or(1).min(1)
    } else {
        wildcard.unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_chooses_the_coding() {
        let preferred = |accept_encoding: &'static str| {
            Encoding::preferred(Some(&HeaderValue::from_static(accept_encoding)))
        };
        assert_eq!(preferred("gzip, deflate, br, zstd"), Encoding::Brotli);
        assert_eq!(preferred("gzip, deflate"), Encoding::Gzip);
        assert_eq!(
            preferred("br;q=0.5, zstd;q=0.8, gzip;q=0.1"),
            Encoding::Zstd
        );
        assert_eq!(preferred("br;q=0, GZIP ; q=0.3"), Encoding::Gzip);
        assert_eq!(preferred("*"), Encoding::Brotli);
        assert_eq!(preferred("identity, br;q=0.5"), Encoding::Identity);
        assert_eq!(preferred("*;q=0"), Encoding::Identity);
        assert_eq!(preferred("compress;;q=,;"), Encoding::Identity);
        assert_eq!(Encoding::preferred(None), Encoding::Identity);
    }

    #[test]
    fn compressed_bodies_can_be_decompressed() {
        let body = b"moment ".repeat(200);
        let roundtrip = |encoding: Encoding| {
            let compressed = encoding.compress(&body).expect("a smaller body");
            let mut decompressed = Vec::new();
            let read = match encoding {
                Encoding::Brotli => ::brotli::Decompressor::new(&compressed[..], 4096)
                    .read_to_end(&mut decompressed),
                Encoding::Zstd => {
                    zstd::stream::copy_decode(&compressed[..], &mut decompressed).map(|()| 0)
                }
                _ => flate2::read::GzDecoder::new(&compressed[..]).read_to_end(&mut decompressed),
            };
            read.expect("a valid body");
            decompressed
        };
        for encoding in [Encoding::Brotli, Encoding::Zstd, Encoding::Gzip] {
            assert_eq!(roundtrip(encoding), body, "{encoding:?}");
        }
        assert_eq!(Encoding::Gzip.compress(b"too short to gain"), None);
        assert_eq!(Encoding::Identity.compress(&body), None);
    }
}
