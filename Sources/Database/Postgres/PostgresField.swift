#if PostgreSQL
    import CLibPQ

    /// One value that is not NULL, in the server's binary format.
    struct PostgresField {
        private let type: Oid
        private let raw: UnsafeRawBufferPointer

        /// Nil for NULL.
        init?(_ result: OpaquePointer, _ row: Int32, _ column: Int, _ place: ResultRow) throws(StoreError) {
            guard column >= 0, column < PQnfields(result) else {
                throw place.wrongType(column, "anything: there is no such column")
            }
            guard PQgetisnull(result, row, Int32(column)) == 0 else { return nil }
            type = PQftype(result, Int32(column))
            raw = UnsafeRawBufferPointer(
                start: PQgetvalue(result, row, Int32(column)), count: Int(PQgetlength(result, row, Int32(column))))
        }

        // The server's numbers for its own types (pg_type.dat); they never change.
        private static let bool: Oid = 16
        private static let bytea: Oid = 17
        private static let int8: Oid = 20
        private static let int2: Oid = 21
        private static let int4: Oid = 23
        private static let float4: Oid = 700
        private static let float8: Oid = 701
        private static let numeric: Oid = 1700
        /// "char", name, text, json, unknown, bpchar, varchar: their binary form is their text.
        private static let texts: [Oid] = [18, 19, 25, 114, 705, 1042, 1043]

        var text: String? {
            Self.texts.contains(type) ? String(decoding: raw, as: UTF8.self) : nil
        }

        var bytes: [UInt8]? {
            type == Self.bytea ? Array(raw) : nil
        }

        /// A numeric without a fraction is an integer too: that is what `sum` of integers gives.
        var integer: Int64? {
            switch type {
            case Self.int8: load(Int64.self)
            case Self.int4: load(Int32.self).map(Int64.init)
            case Self.int2: load(Int16.self).map(Int64.init)
            case Self.bool: raw.first.map(Int64.init)
            case Self.numeric: wholeNumber
            default: nil
            }
        }

        var real: Double? {
            switch type {
            case Self.float8: load(UInt64.self).map(Double.init(bitPattern:))
            case Self.float4: load(UInt32.self).map { Double(Float(bitPattern: $0)) }
            case Self.numeric: fraction
            default: integer.map(Double.init)
            }
        }

        private func load<T: FixedWidthInteger>(_: T.Type, at offset: Int = 0) -> T? {
            guard offset + MemoryLayout<T>.size <= raw.count else { return nil }
            return T(bigEndian: raw.loadUnaligned(fromByteOffset: offset, as: T.self))
        }

        /// Digits to base 10,000, the first worth 10,000 to the power of `weight`.
        private var decimal: (digits: [Int64], weight: Int, isNegative: Bool)? {
            guard let count = load(Int16.self), let weight = load(Int16.self, at: 2),
                let sign = load(UInt16.self, at: 4), sign == 0 || sign == 0x4000
            else { return nil }
            var digits: [Int64] = []
            for index in 0..<Int(count) {
                guard let digit = load(Int16.self, at: 8 + 2 * index) else { return nil }
                digits.append(Int64(digit))
            }
            return (digits, Int(weight), sign == 0x4000)
        }

        private var wholeNumber: Int64? {
            guard let (digits, weight, isNegative) = decimal, digits.count <= max(weight + 1, 0) else { return nil }
            guard !digits.isEmpty else { return 0 }
            // Counted downwards, so that the smallest integer fits.
            var number: Int64 = 0
            for place in 0...weight {
                let (shifted, tooLong) = number.multipliedReportingOverflow(by: 10_000)
                let (next, tooMuch) = shifted.subtractingReportingOverflow(place < digits.count ? digits[place] : 0)
                guard !tooLong, !tooMuch else { return nil }
                number = next
            }
            guard !isNegative else { return number }
            return number == .min ? nil : -number
        }

        private var fraction: Double? {
            guard let (digits, weight, isNegative) = decimal else { return nil }
            // Through text: sums of powers would be off by the last bit.
            var text = isNegative ? "-0." : "0."
            for digit in digits {
                let four = String(digit)
                text += String(repeating: "0", count: 4 - four.count) + four
            }
            return Double("\(text)0e\((weight + 1) * 4)")
        }
    }
#endif
