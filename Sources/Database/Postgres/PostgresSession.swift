#if PostgreSQL
    import CLibPQ

    /// A libpq connection and what is common to all uses of one. Used by one thread at a time.
    final class PostgresSession {
        let handle: OpaquePointer

        /// How many seconds to wait for each host of the URL.
        enum Patience: Int {
            /// People wait for an answer, and an error now is better than one later.
            case serving = 2
            case starting = 15
        }

        init(url: String, patience: Patience) throws(StoreError) {
            // What stands before the URL it may override; what stands after it holds.
            let settings: [(String, String)] = [
                ("connect_timeout", "\(patience.rawValue)"),
                // A server that vanished without a word is noticed within seconds.
                ("keepalives_idle", "2"), ("keepalives_interval", "1"), ("keepalives_count", "3"),
                ("tcp_user_timeout", "5000"),
                ("application_name", "vangnet"),
                ("dbname", url),
                ("client_encoding", "UTF8"),
            ]
            let connection = Self.withStrings(settings.map(\.0)) { names in
                Self.withStrings(settings.map(\.1)) { values in PQconnectdbParams(names, values, 1) }
            }
            guard let connection else { throw .unavailable("there is not enough memory to connect") }
            handle = connection
            // Notices would go to the process's standard error, and may hold values.
            PQsetNoticeProcessor(handle, { _, _ in }, nil)
            guard PQstatus(handle) == CONNECTION_OK else {
                // libpq names host, port, user and database here, never the password.
                throw .unavailable("no connection: \(Self.line(PQerrorMessage(handle)))")
            }
        }

        deinit { PQfinish(handle) }

        var isLost: Bool { PQstatus(handle) != CONNECTION_OK }

        /// Runs a text of one or more statements without parameters, outside of pipeline mode.
        func script(_ sql: String, name: String) throws(StoreError) {
            let result = PQexec(handle, sql)
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: return
            default: break
            }
            guard !isLost, let result else { throw .unavailable("the connection was lost") }
            // No value is bound here, so the server's own sentence can hold SQL text only.
            throw Self.error(result, name, withSentence: true)
        }

        static func state(_ result: OpaquePointer) -> String {
            PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) } ?? "?????"
        }

        /// The function of the server that reported the error.
        static func source(_ result: OpaquePointer) -> String? {
            PQresultErrorField(result, Int32(UInt8(ascii: "R"))).map { String(cString: $0) }
        }

        /// - Parameter withSentence: only when no value can be in it.
        static func error(_ result: OpaquePointer, _ name: String, withSentence: Bool) -> StoreError {
            let state = state(result)
            var code = "SQLSTATE \(state)"
            if withSentence, let sentence = PQresultErrorField(result, Int32(UInt8(ascii: "M"))) {
                code += ", \(line(sentence))"
            }
            if let constraint = PQresultErrorField(result, Int32(UInt8(ascii: "n"))) {
                code += ", \(String(cString: constraint))"
            }
            switch state.prefix(2) {
            case "23" where state == "23505": return .uniqueViolation(query: name)
            case "23": return .constraintViolation(query: name, code: code)
            case "08": return .unavailable("the connection was lost")
            case "53" where state == "53100": return .unavailable("the disk is full")
            case "53": return .unavailable("the server is out of resources (\(state))")
            case "55" where state == "55P03": return .unavailable("a row stayed locked")
            case "57": return .unavailable(state == "57014" ? "it took too long" : "the server is stopping")
            case "58": return .unavailable("the server's disk reports errors (\(state))")
            default: return .failed(query: name, code: code)
            }
        }

        private static func line(_ text: UnsafePointer<CChar>) -> String {
            String(cString: text).split(whereSeparator: \.isNewline).joined(separator: " ")
        }

        /// A null-terminated array of C strings.
        private static func withStrings<T>(
            _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> T
        ) -> T {
            let copies = strings.map { Array($0.utf8CString) }
            func next(_ index: Int, _ pointers: inout [UnsafePointer<CChar>?]) -> T {
                guard index < copies.count else {
                    pointers.append(nil)
                    return pointers.withUnsafeBufferPointer { buffer in
                        guard let start = buffer.baseAddress else { preconditionFailure("the array ends with nil") }
                        return body(start)
                    }
                }
                return copies[index].withUnsafeBufferPointer { buffer in
                    pointers.append(buffer.baseAddress)
                    return next(index + 1, &pointers)
                }
            }
            var pointers: [UnsafePointer<CChar>?] = []
            return next(0, &pointers)
        }
    }
#endif
