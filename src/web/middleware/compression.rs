//! How a body is packed for its way: by what the client prefers.

use std::io::{Read, Write};

use axum::http::HeaderValue;

/// Below this many bytes packing gains nothing.
const MIN_COMPRESSION_BYTES: usize = 256;

/// What clients unpack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::web) enum Encoding {
    Brotli,
    Zstd,
    Gzip,
    /// As it is.
    Identity,
}

impl Encoding {
    /// In the order in which we choose where the client has no preference: the smallest first.
    const ALL: [Self; 4] = [Self::Brotli, Self::Zstd, Self::Gzip, Self::Identity];

    /// Its name in headers.
    pub(in crate::web) fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Zstd => "zstd",
            Self::Gzip => "gzip",
            Self::Identity => "identity",
        }
    }

    /// The one that the client likes best (RFC 9110, 12.5.3). One that takes nothing we have gets
    /// the body as it is.
    pub(in crate::web) fn preferred(accepted: Option<&HeaderValue>) -> Self {
        let accepted = accepted
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let mut best = (Self::Identity, 0);
        for encoding in Self::ALL {
            let weight = weight(accepted, encoding.name());
            if weight > best.1 {
                best = (encoding, weight);
            }
        }
        best.0
    }

    /// The body, packed; `None` where that gains nothing.
    pub(in crate::web) fn compress(self, body: &[u8]) -> Option<Vec<u8>> {
        if body.len() < MIN_COMPRESSION_BYTES {
            return None;
        }
        let packed = match self {
            Self::Brotli => brotli(body),
            Self::Zstd => zstd::bulk::compress(body, 6).ok(),
            Self::Gzip => gzip(body),
            Self::Identity => None,
        };
        packed.filter(|packed| packed.len() < body.len())
    }
}

fn brotli(body: &[u8]) -> Option<Vec<u8>> {
    let mut packed = Vec::with_capacity(body.len() / 3);
    ::brotli::CompressorReader::new(body, 16 * 1024, 5, 22)
        .read_to_end(&mut packed)
        .ok()?;
    Some(packed)
}

fn gzip(body: &[u8]) -> Option<Vec<u8>> {
    let mut packer = flate2::write::GzEncoder::new(
        Vec::with_capacity(body.len() / 3),
        flate2::Compression::new(6),
    );
    packer.write_all(body).ok()?;
    packer.finish().ok()
}

/// How much a client likes an encoding, in thousandths. What it does not name it does not take, but
/// for `identity`, which it takes last unless it says otherwise.
fn weight(accepted: &str, name: &str) -> u32 {
    let mut of_all = None;
    for part in accepted.split(',') {
        let mut said = part.split(';').map(str::trim);
        let named = said.next().unwrap_or_default();
        let weight = said.find_map(|word| word.strip_prefix("q=").or(word.strip_prefix("Q=")));
        let weight = weight
            .map_or(1.0, |weight| weight.parse::<f32>().unwrap_or(0.0))
            .clamp(0.0, 1.0);
        let weight = (weight * 1000.0) as u32;
        if named.eq_ignore_ascii_case(name) {
            return weight;
        }
        if named == "*" {
            of_all = Some(weight);
        }
    }
    if name == Encoding::Identity.name() {
        of_all.unwrap_or(1).min(1)
    } else {
        of_all.unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_chooses() {
        let preferred =
            |accepted: &'static str| Encoding::preferred(Some(&HeaderValue::from_static(accepted)));
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
    fn what_is_packed_is_unpacked() {
        let body = b"moment ".repeat(200);
        let unpack = |encoding: Encoding| {
            let packed = encoding.compress(&body).expect("it gains");
            let mut unpacked = Vec::new();
            let read = match encoding {
                Encoding::Brotli => {
                    ::brotli::Decompressor::new(&packed[..], 4096).read_to_end(&mut unpacked)
                }
                Encoding::Zstd => zstd::stream::copy_decode(&packed[..], &mut unpacked).map(|()| 0),
                _ => flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut unpacked),
            };
            read.expect("it is what was packed");
            unpacked
        };
        for encoding in [Encoding::Brotli, Encoding::Zstd, Encoding::Gzip] {
            assert_eq!(unpack(encoding), body, "{encoding:?}");
        }
        assert_eq!(Encoding::Gzip.compress(b"too short to gain"), None);
        assert_eq!(Encoding::Identity.compress(&body), None);
    }
}
