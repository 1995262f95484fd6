/// Markup that may go to a browser. Interpolated text is escaped because of its type; only `HTML` passes as it is, and
/// only literals are trusted, so a `String` cannot become markup by accident.
///
///     let row: HTML = "<li>\(name)</li>"      // name: String, escaped
///     let list: HTML = "<ul>\(rows)</ul>"     // rows: [HTML], as they are
///
/// Attribute values must stand in double quotes. An address that a person typed must not be interpolated in `href`.
public struct HTML: ExpressibleByStringInterpolation, Sendable {
    public private(set) var bytes: [UInt8]

    public init(stringLiteral value: StaticString) {
        bytes = value.withUTF8Buffer(Array.init)
    }

    public init(stringInterpolation: Interpolation) {
        bytes = stringInterpolation.bytes
    }

    /// Text, escaped.
    public init(text: some StringProtocol) {
        bytes = []
        Self.escape(text, into: &bytes)
    }

    /// Bytes that this program made as markup before: a file of `Public/`, a chart.
    public init(trusted bytes: [UInt8]) {
        self.bytes = bytes
    }

    public static let empty: HTML = ""

    public static func + (left: HTML, right: HTML) -> HTML {
        HTML(trusted: left.bytes + right.bytes)
    }

    public static func += (left: inout HTML, right: HTML) {
        left.bytes.append(contentsOf: right.bytes)
    }

    public struct Interpolation: StringInterpolationProtocol {
        var bytes: [UInt8] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + interpolationCount * 24)
        }

        public mutating func appendLiteral(_ literal: StaticString) {
            literal.withUTF8Buffer { bytes.append(contentsOf: $0) }
        }

        public mutating func appendInterpolation(_ text: some StringProtocol) {
            HTML.escape(text, into: &bytes)
        }

        public mutating func appendInterpolation(_ number: some BinaryInteger) {
            bytes.append(contentsOf: String(number).utf8)
        }

        public mutating func appendInterpolation(_ html: HTML) {
            bytes.append(contentsOf: html.bytes)
        }

        public mutating func appendInterpolation(_ html: HTML?) {
            if let html { bytes.append(contentsOf: html.bytes) }
        }

        public mutating func appendInterpolation(_ parts: some Sequence<HTML>) {
            for part in parts { bytes.append(contentsOf: part.bytes) }
        }

        /// An attribute without value (`checked`, `hidden`), with a blank before it, or nothing.
        public mutating func appendInterpolation(_ attribute: StaticString, if condition: Bool) {
            guard condition else { return }
            bytes.append(UInt8(ascii: " "))
            attribute.withUTF8Buffer { bytes.append(contentsOf: $0) }
        }
    }

    private static func escape(_ text: some StringProtocol, into bytes: inout [UInt8]) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
            case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
            case UInt8(ascii: "\""): bytes.append(contentsOf: "&quot;".utf8)
            case UInt8(ascii: "'"): bytes.append(contentsOf: "&#39;".utf8)
            default: bytes.append(byte)
            }
        }
    }
}

extension Sequence<HTML> {
    public func joined() -> HTML {
        var all = HTML.empty
        for part in self { all += part }
        return all
    }
}
