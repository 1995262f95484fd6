/// A flat JSON object, for the few answers that are made many times a second; everything else goes through `JSONEncoder`.
public struct JSONObject: Sendable {
    private var bytes: [UInt8]

    /// - Parameter capacity: bytes it will have, more or less.
    public init(capacity: Int = 128) {
        bytes = []
        bytes.reserveCapacity(capacity)
        bytes.append(UInt8(ascii: "{"))
    }

    /// A field that is not there is left out.
    public mutating func add(_ name: StaticString, _ value: String?) {
        guard let value else { return }
        addName(name)
        Self.write(value, to: &bytes)
    }

    public mutating func add(_ name: StaticString, _ value: Int64) {
        addName(name)
        bytes.append(contentsOf: String(value).utf8)
    }

    /// The whole object, RFC 8259.
    public var finished: [UInt8] { bytes + [UInt8(ascii: "}")] }

    private mutating func addName(_ name: StaticString) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    private static func write(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "\n"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                bytes += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
