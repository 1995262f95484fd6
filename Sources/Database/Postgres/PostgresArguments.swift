#if PostgreSQL
    import CLibPQ

    /// Arguments as libpq takes them: numbers and text as text, bytes as they are.
    struct PostgresArguments {
        /// All values one after another, each ended by a zero.
        private var arena: [UInt8] = []
        private var starts: [Int?] = []
        private var lengths: [Int32] = []
        private var formats: [Int32] = []

        static let none = PostgresArguments()

        private init() {}

        init(_ values: [SQLValue], _ text: StatementText) throws {
            starts.reserveCapacity(values.count)
            lengths.reserveCapacity(values.count)
            formats.reserveCapacity(values.count)
            for (index, value) in values.enumerated() {
                switch value {
                case .null: add([UInt8]?.none, binary: false)
                case .integer(let number): add(String(number).utf8, binary: false)
                case .real(let number): add(number.description.utf8, binary: false)
                case .bytes(let bytes): add(bytes, binary: true)
                case .text(let string):
                    // libpq would take the zero for the end of the text.
                    guard !string.utf8.contains(0) else {
                        throw Fault.statement(
                            .failed(query: text.name, code: "parameter $\(index + 1) cannot be bound"))
                    }
                    add(string.utf8, binary: false)
                }
            }
        }

        private mutating func add(_ bytes: (some Collection<UInt8>)?, binary: Bool) {
            formats.append(binary ? 1 : 0)
            guard let bytes else {
                starts.append(nil)
                lengths.append(0)
                return
            }
            starts.append(arena.count)
            lengths.append(Int32(bytes.count))
            arena.append(contentsOf: bytes)
            arena.append(0)
        }

        /// Queues the prepared statement `name`; results are asked for in binary.
        func send(_ connection: OpaquePointer, _ name: String) -> Int32 {
            guard !starts.isEmpty else { return PQsendQueryPrepared(connection, name, 0, nil, nil, nil, 1) }
            return arena.withUnsafeBytes { raw in
                let memory = raw.assumingMemoryBound(to: CChar.self)
                let values = starts.map { start in start.flatMap { memory.baseAddress?.advanced(by: $0) } }
                return PQsendQueryPrepared(connection, name, Int32(values.count), values, lengths, formats, 1)
            }
        }
    }
#endif
