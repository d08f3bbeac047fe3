//! Frames of the long connection: one message of protobuf, which is small enough to be read and written here.

use bytes::{Buf, Bytes};

/// What a frame is about.
pub(super) const CONTROL: i32 = 0;
pub(super) const DATA: i32 = 1;

/// A frame. What it does not know it skips, and what it knows it writes as it was.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Frame {
    pub(super) sequence: u64,
    pub(super) log: u64,
    pub(super) service: i32,
    pub(super) method: i32,
    pub(super) headers: Vec<(String, String)>,
    pub(super) payload_encoding: Option<String>,
    pub(super) payload_type: Option<String>,
    pub(super) payload: Option<Bytes>,
    pub(super) new_log: Option<String>,
}

/// Why bytes are no frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum NoFrame {
    #[error("it ends in the middle of a field")]
    Truncated,
    #[error("a number has more than 64 bits")]
    TooLong,
    #[error("a text is not UTF-8")]
    NoText,
    #[error("a field is of a kind that is not in use")]
    WireType,
}

/// How a field stands on the wire.
enum Field {
    Number(u64),
    Bytes(Bytes),
    /// Of a kind that no field here has.
    Other,
}

impl Frame {
    /// A ping, which the server responds to.
    pub(super) fn ping(service: i32) -> Self {
        Self {
            service,
            method: CONTROL,
            headers: vec![("type".to_owned(), "ping".to_owned())],
            ..Self::default()
        }
    }

    /// The value of a header, the first of this name.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    pub(super) fn read(mut bytes: Bytes) -> Result<Self, NoFrame> {
        let mut frame = Self::default();
        while let Some((number, field)) = field(&mut bytes)? {
            match (number, field) {
                (1, Field::Number(value)) => frame.sequence = value,
                (2, Field::Number(value)) => frame.log = value,
                (3, Field::Number(value)) => frame.service = int32(value),
                (4, Field::Number(value)) => frame.method = int32(value),
                (5, Field::Bytes(header)) => frame.headers.push(read_header(header)?),
                (6, Field::Bytes(value)) => frame.payload_encoding = Some(text(&value)?),
                (7, Field::Bytes(value)) => frame.payload_type = Some(text(&value)?),
                (8, Field::Bytes(value)) => frame.payload = Some(value),
                (9, Field::Bytes(value)) => frame.new_log = Some(text(&value)?),
                _ => {}
            }
        }
        Ok(frame)
    }

    /// The frame on the wire, fields in order. Those that must be there are, also where they are zero.
    pub(super) fn write(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(128 + self.payload.as_ref().map_or(0, Bytes::len));
        write_number(&mut out, 1, self.sequence);
        write_number(&mut out, 2, self.log);
        write_number(&mut out, 3, of_int32(self.service));
        write_number(&mut out, 4, of_int32(self.method));
        for (name, value) in &self.headers {
            let mut header = Vec::with_capacity(name.len() + value.len() + 8);
            write_bytes(&mut header, 1, name.as_bytes());
            write_bytes(&mut header, 2, value.as_bytes());
            write_bytes(&mut out, 5, &header);
        }
        let texts = [(6, &self.payload_encoding), (7, &self.payload_type)];
        for (number, text) in texts {
            text.iter()
                .for_each(|text| write_bytes(&mut out, number, text.as_bytes()));
        }
        self.payload
            .iter()
            .for_each(|payload| write_bytes(&mut out, 8, payload));
        self.new_log
            .iter()
            .for_each(|text| write_bytes(&mut out, 9, text.as_bytes()));
        out
    }
}

fn read_header(mut bytes: Bytes) -> Result<(String, String), NoFrame> {
    let mut header = (String::new(), String::new());
    while let Some((number, field)) = field(&mut bytes)? {
        match (number, field) {
            (1, Field::Bytes(name)) => header.0 = text(&name)?,
            (2, Field::Bytes(value)) => header.1 = text(&value)?,
            _ => {}
        }
    }
    Ok(header)
}

/// Takes one field, if there is one left.
fn field(bytes: &mut Bytes) -> Result<Option<(u64, Field)>, NoFrame> {
    if bytes.is_empty() {
        return Ok(None);
    }
    let key = varint(bytes)?;
    let field = match key & 7 {
        0 => Field::Number(varint(bytes)?),
        1 => take(bytes, 8).map(|_| Field::Other)?,
        2 => {
            let length = usize::try_from(varint(bytes)?).map_err(|_| NoFrame::Truncated)?;
            Field::Bytes(take(bytes, length)?)
        }
        5 => take(bytes, 4).map(|_| Field::Other)?,
        _ => return Err(NoFrame::WireType),
    };
    Ok(Some((key >> 3, field)))
}

fn take(bytes: &mut Bytes, length: usize) -> Result<Bytes, NoFrame> {
    match length <= bytes.len() {
        true => Ok(bytes.split_to(length)),
        false => Err(NoFrame::Truncated),
    }
}

fn varint(bytes: &mut Bytes) -> Result<u64, NoFrame> {
    let mut value = 0;
    for place in 0..10 {
        let byte = bytes.try_get_u8().map_err(|_| NoFrame::Truncated)?;
        // Of the tenth byte one bit is left.
        if place == 9 && byte > 1 {
            return Err(NoFrame::TooLong);
        }
        value |= u64::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(NoFrame::TooLong)
}

fn text(bytes: &[u8]) -> Result<String, NoFrame> {
    std::str::from_utf8(bytes)
        .map(str::to_owned)
        .map_err(|_| NoFrame::NoText)
}

/// What does not fit is cut off, as protobuf does.
#[expect(clippy::cast_possible_truncation, reason = "protobuf says so")]
const fn int32(value: u64) -> i32 {
    value as i32
}

/// A negative number has its sign in all 64 bits.
#[expect(clippy::cast_sign_loss, reason = "protobuf says so")]
const fn of_int32(value: i32) -> u64 {
    value as i64 as u64
}

fn write_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(low_bits(value) | 0x80);
        value >>= 7;
    }
    out.push(low_bits(value));
}

const fn low_bits(value: u64) -> u8 {
    (value & 0x7f) as u8
}

fn write_number(out: &mut Vec<u8>, field: u64, value: u64) {
    write_varint(out, field << 3);
    write_varint(out, value);
}

fn write_bytes(out: &mut Vec<u8>, field: u64, bytes: &[u8]) {
    write_varint(out, field << 3 | 2);
    write_varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_ping_is_byte_by_byte_what_the_vendor_s_library_reads() {
        let hex: String = Frame::ping(33_554_678)
            .write()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(hex, "0800100018f681801020002a0c0a0474797065120470696e67");
    }

    #[test]
    fn what_is_unknown_is_skipped_and_what_is_broken_is_an_error_of_the_frame() {
        let read = |bytes: &[u8]| Frame::read(Bytes::copy_from_slice(bytes));
        // Fields 15 of each kind around a sequence number.
        let known = read(&[
            0x78, 1, 8, 7, 0x79, 0, 0, 0, 0, 0, 0, 0, 0, 0x7a, 1, 9, 0x7d, 0, 0, 0, 0,
        ])
        .unwrap();
        assert_eq!(known.sequence, 7);
        assert_eq!(read(&[8]).err(), Some(NoFrame::Truncated));
        assert_eq!(read(&[0x42, 5, 1]).err(), Some(NoFrame::Truncated));
        assert_eq!(
            read(&[8, 255, 255, 255, 255, 255, 255, 255, 255, 255, 2]).err(),
            Some(NoFrame::TooLong)
        );
        assert_eq!(read(&[0x0b]).err(), Some(NoFrame::WireType));
        assert_eq!(read(&[0x4a, 1, 255]).err(), Some(NoFrame::NoText));
    }

    fn text() -> impl Strategy<Value = Option<String>> {
        proptest::option::of("\\PC{0,9}")
    }

    proptest! {
        #[test]
        fn no_bytes_make_reading_panic(bytes: Vec<u8>) {
            let _ = Frame::read(bytes.into());
        }

        #[test]
        fn a_frame_is_read_as_it_was_written(
            (sequence, log, service, method) in any::<(u64, u64, i32, i32)>(),
            headers in proptest::collection::vec(("\\PC{0,9}", "\\PC{0,9}"), 0..4),
            (payload_encoding, payload_type, new_log) in (text(), text(), text()),
            payload in proptest::option::of(any::<Vec<u8>>()),
        ) {
            let payload = payload.map(Bytes::from);
            let frame = Frame { sequence, log, service, method, headers, payload_encoding, payload_type, payload, new_log };
            prop_assert!(Frame::read(frame.write().into()).unwrap() == frame);
        }
    }
}
