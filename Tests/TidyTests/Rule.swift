/// Something that every file of `Sources` keeps.
struct Rule: Sendable, CustomStringConvertible {
    /// As a sentence.
    let description: String
    /// How to mend what breaks it.
    let mend: String
    /// A file that breaks it, so that a rule that notices nothing is noticed.
    let broken: (path: String, text: String)
    let find: @Sendable (SourceFile) -> [String]

    init(
        _ description: String, mend: String, broken: (path: String, text: String),
        find: @escaping @Sendable (SourceFile) -> [String]
    ) {
        self.description = description
        self.mend = mend
        self.broken = broken
        self.find = find
    }
}

extension Rule {
    static let all = walls + doors + habits

    /// What each target may import: `ARCHITECTURE.md`.
    static let mayImport: [String: Set<String>] = [
        "Core": ["Foundation", "Synchronization", "Glibc"],
        "Sealing": ["Core", "Foundation", "Synchronization", "Crypto", "CryptoExtras"],
        "Staffing": ["Foundation"],
        "Statistics": ["Glibc", "Darwin"],
        "StatisticsCases": ["Foundation", "Statistics"],
        "Pack": ["Core", "Foundation", "Yams"],
        "Database": ["Core", "Foundation", "Synchronization", "GRDB", "GRDBSQLite", "CLibPQ"],
        "Site": [
            "Core", "Foundation", "Glibc", "Synchronization", "CZlib", "Hummingbird", "HummingbirdCore",
            "HummingbirdHTTP2",
            "NIOCore", "NIOHTTPTypes",
            "NIOPosix", "NIOSSL", "NIOTLS", "HTTPTypes", "Logging", "ServiceLifecycle",
        ],
        "Care": [
            "Core", "Foundation", "Synchronization", "Sealing", "Staffing", "Pack", "Database", "Site", "HTTPTypes",
        ],
        "Guidance": ["Core", "Foundation", "Pack", "Site", "HTTPTypes"],
        "Insight": [
            "Core", "Foundation", "Synchronization", "Dispatch", "Statistics", "Pack", "Database", "Site", "HTTPTypes",
        ],
        "vangnet": [
            "Core", "Foundation", "Synchronization", "Sealing", "Staffing", "Statistics", "Pack", "Database", "Site",
            "Care",
            "Guidance",
            "Insight", "StatisticsCases",
            "ArgumentParser", "Hummingbird", "Logging", "NIOCore", "HTTPTypes", "ServiceLifecycle", "UnixSignals",
        ],
    ]

    static let walls = [
        Rule(
            "a target imports only what is below it",
            mend: """
                Hand the value over instead: a plain type of Core between halls, a function or a rule from vangnet into a \
                hall. If the wall itself is to move, say why in docs/decisions and change ARCHITECTURE.md and this list.
                """,
            broken: ("Sources/Insight/Signals/A.swift", "import Core\n@testable import Care\n")
        ) { file in
            guard let allowed = mayImport[file.target] else {
                return ["\(file.path): no such target in ARCHITECTURE.md"]
            }
            return file.imports.filter { !allowed.contains($0.module) }.map {
                "\(file.path):\($0.line): import \($0.module)"
            }
        },
        Rule(
            "routes are made by RouteTable and nowhere else",
            mend: """
                Use RouteTable.get, .post and .delete: they cannot be called without an access rule. Only the health and \
                metrics of Operations, on 127.0.0.1, have a router of their own.
                """,
            broken: ("Sources/Care/Desk/A.swift", "let router = Router(context: C.self)\n")
        ) { file in
            if ["Sources/Site/RouteTable.swift", "Sources/vangnet/Operations.swift"].contains(file.path) { return [] }
            return file.lines(\.code, matching: /\b(?:Router|RouterGroup|TrieRouter|RouterBuilder)\b/)
        },
    ]

    /// Files of a hall that are no door of their own, and may know `Site` all the same.
    static let mayKnowSite: [String: String] = [
        "Care": "puts the rooms together",
        "Guidance": "puts the rooms together",
        "Insight": "puts the rooms together",
        "ConversationsAPI": "routes",
        "TalkStream": "routes: the live side of a talk",
        "SupervisorAPI": "routes",
        "SupervisorWording": "the words of SupervisorPages in one language",
        "Watching": "says to both ends who reads along",
        "Party": "the rule that tells who acts in a talk",
        "SignedIn": "the rule that tells who is signed in",
        "TonightCard": "the same card on the pages of the door and of a talk",
        "Chart": "draws for SignalsPages",
        "ChartEstimate": "draws for Chart",
        "ChartDrawing": "draws for SignalsPages, as a file and below a line",
        "ChartText": "says for SignalsPages what a chart shows",
        "Sentence": "says for SignalsPages what the figure says",
        "Wording": "the words of a figure in one language, for the pages of every room that shows one",
        "ConsultationsWording": "the words of ConsultationsPages in one language",
        "InterpretationsWording": "the words of InterpretationsPages in one language",
        "StaffingWording": "the words of StaffingPages in one language",
        "DetectionExtras": "says for SignalsPages what was found, in every language",
        "FindingView": "a finding as DetectionPages shows it, in one language",
        "FindingSentence": "says for DetectionPages and SignalsPages what was found",
        "SeriesExports": "the file and the document beside the page",
        "ImportRefusal": "says to Site how its refusals look from outside",
        "ZipArchive": "asks Site, who knows zlib, to unpack",
    ]

    static let doors = [
        Rule(
            "SQL stands in files that end in Queries.swift",
            mend: "Make a Query or Command of it in the room's …Queries.swift and let the action run that.",
            broken: ("Sources/Care/Desk/DeskActions.swift", "let a = \"\"\"\n    SELECT name\n    FROM person\"\"\"\n")
        ) { file in
            if file.target == "Database" || file.name.hasSuffix("Queries") || file.name == "Vault" { return [] }
            return file.lines(
                \.quoted,
                matching:
                    /\b(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|REPLACE|PRAGMA|VACUUM|RETURNING|VALUES|WHERE)\b/
            )
        },
        Rule(
            "actions, queries, jobs and nouns know nothing of pages and HTTP",
            mend: """
                Move what is markup to the room's …Pages.swift, and what is cookie, cache of pages, status or header to its \
                …Routes.swift. A noun that must know Site stands in Rule.mayKnowSite with a reason.
                """,
            broken: ("Sources/Care/Desk/DeskActions.swift", "import Core\nimport Site\n")
        ) { file in
            let hasDoor = ["Pages", "Examples", "Routes", "Phrase"].contains { file.name.hasSuffix($0) }
            guard file.isOfHall, !hasDoor, mayKnowSite[file.name] == nil else { return [] }
            return file.imports.filter { ["Site", "HTTPTypes"].contains($0.module) }
                .map { "\(file.path):\($0.line): import \($0.module)" }
                + file.lines(\.code, matching: /\b(?:HTML|Exchange|Reply|HTTPField|HTTPStatus)\b/)
        },
        Rule(
            "pages, examples and queries have no clock and no chance",
            mend: "Let the route or the action find the moment or the id, and hand it over as a value.",
            broken: ("Sources/Care/Desk/DeskPages.swift", "let a = clock.now()\n")
        ) { file in
            guard ["Pages", "Examples", "Queries"].contains(where: { file.name.hasSuffix($0) }) else { return [] }
            return file.lines(
                \.code,
                matching:
                    /\bDate\(\)|\bDate\.now|\bUUID\(\)|[a-zA-Z]*\.random\(|SystemRandomNumberGenerator|clock\.now|\.shuffled\(/
            )
        },
        Rule(
            "the halls take time and chance from outside",
            mend: "Use the Clock that the action was given, and the random values of Core and Sealing.",
            broken: ("Sources/Care/Desk/DeskActions.swift", "let now = Date()\n")
        ) { file in
            guard file.isOfHall || file.target == "Pack" else { return [] }
            return file.lines(
                \.code,
                matching:
                    /\bDate\(\)|\bDate\.now|\bUUID\(\)|\bClock\.system|\b(?:Int|UInt|Double)[0-9]*\.random\(|SystemRandomNumberGenerator/
            )
        },
        Rule(
            "pages and their examples do not fetch, decide or wait",
            mend: "Let the route fetch it, and hand the page a plain value.",
            broken: ("Sources/Care/Desk/DeskPages.swift", "static func page() async -> HTML { \"\" }\n")
        ) { file in
            guard ["Pages", "Examples"].contains(where: { file.name.hasSuffix($0) }) else { return [] }
            return file.imports.filter { ["Database", "Sealing", "HTTPTypes"].contains($0.module) }
                .map { "\(file.path):\($0.line): import \($0.module)" }
                + file.lines(\.code, matching: /\b(?:async|await|Exchange|Reply)\b/)
        },
        Rule(
            "queries hold statements and nothing that waits",
            mend: "Put the rule in the noun and the waiting in the action.",
            broken: ("Sources/Care/Desk/DeskQueries.swift", "import Database\nimport Sealing\n")
        ) { file in
            guard file.name.hasSuffix("Queries") else { return [] }
            return file.imports.filter { !["Core", "Database"].contains($0.module) }
                .map { "\(file.path):\($0.line): import \($0.module)" }
                + file.lines(\.code, matching: /\b(?:async|await)\b/)
        },
    ]

    /// Where words are taken out of their envelope, and why there.
    static let mayReveal: [String: String] = [
        "Sources/Core/Words.swift": "where it is made",
        "Sources/Sealing/ConversationKey.swift": "seals them",
        "Sources/Sealing/PassingKeys.swift": "makes a keyed print of first words, to know copies of them",
        "Sources/Sealing/OwnWords.swift": "seals them",
        "Sources/Sealing/Whisper.swift": "seals them",
        "Sources/Sealing/PasswordLock.swift": "hashes a password, reads a recovery code",
        "Sources/Sealing/TimeSecret.swift": "compares a code that was typed",
        "Sources/Care/Staff/StaffActions.swift": "asks how long a password is",
        "Sources/Care/Conversations/ConversationsAPI.swift": "to the one who may read them, as JSON",
        "Sources/Care/Conversations/ConversationsRoutes.swift": "to the seeker, as a page",
        "Sources/Care/Conversations/QueueNote.swift": "looks for urgent words; reads what is sealed of them",
        "Sources/Care/Records/RecordsRoutes.swift": "what did not fit in a list, to who keeps it",
        "Sources/Care/Desk/Sheet.swift": "reads the answers and decisions that were sealed",
        "Sources/Care/Desk/DeskBesideRoutes.swift": "notes, to who may read them",
        "Sources/Care/Desk/DeskPlaceRoutes.swift": "a line for oneself, to oneself",
        "Sources/Care/Desk/DeskTalkRoutes.swift": "to the counsellor, as a page",
        "Sources/Care/Supervision/SupervisorRoutes.swift": "to the supervisor who looks in, as a page",
        "Sources/Care/Supervision/SupervisorBesideRoutes.swift": "a whisper, to the staff it was said to, as an event",
        "Sources/Care/Supervision/SupervisorWording.swift": "whispers, to the staff they were said to, as a page",
        "Sources/Care/Supervision/SupervisorAPI.swift": "whispers, to the staff they were said to, as JSON",
        "Sources/Care/Conversations/TalkRecord.swift": "looks for the quiet word that the two agreed on",
        "Sources/Care/Conversations/TalkRecordsActions.swift": "takes a record apart for those who may read it",
        "Sources/Care/Conversations/ThreeWayRoutes.swift": "a summary, to the seeker before they answer",
        "Sources/vangnet/Init.swift": "shows a recovery code once, to who made it",
        "Sources/vangnet/Staff.swift": "shows a recovery code and the secret of a second factor once, to who made it",
    ]

    /// Where whispers are known. Everything else, and all that a seeker reads with it, cannot name one.
    static let mayWhisper = ["Sources/Care/Supervision/", "Sources/Sealing/Whisper.swift"]

    static let longest = 430

    static let habits = [
        Rule(
            "a file has at most 430 lines",
            mend: "Split it by what it is about; CONTRIBUTING.md asks for less than 400.",
            broken: ("Sources/Core/A.swift", String(repeating: "\n", count: longest + 1))
        ) { file in
            let count = file.lines.count - (file.text.hasSuffix("\n") ? 1 : 0)
            return count > longest ? ["\(file.path): \(count) lines"] : []
        },
        Rule(
            "nothing is forced",
            mend: "Use guard, if let, ?? or try, and say what happens when it is not there.",
            broken: ("Sources/Core/A.swift", "let a = b!.c\n")
        ) { file in
            file.lines(\.code, matching: /try!|as!|[A-Za-z0-9_)\]"]!(?:[.,;:)\]}\[ ]|$)(?!=)/)
        },
        Rule(
            "what the compiler cannot prove about threads is proved in words above it",
            mend: "Write the proof in a comment on the line above @unchecked Sendable, or use a Mutex.",
            broken: ("Sources/Core/A.swift", "import Foundation\n\nstruct A: @unchecked Sendable {}\n")
        ) { file in
            file.lines.indices.compactMap { index in
                let line = file.lines[index]
                guard line.code.firstMatch(of: /@unchecked\s+Sendable|nonisolated\(unsafe\)|@preconcurrency/) != nil
                else {
                    return nil
                }
                let above = index > 0 ? file.lines[index - 1].comment : ""
                return above.isEmpty && line.comment.isEmpty ? "\(file.path):\(index + 1): \(line.code)" : nil
            }
        },
        Rule(
            "nothing is printed, except by the command to its user",
            mend: "Return it, refuse it, or log a line that a stranger may read. The command uses say(…).",
            broken: ("Sources/Core/A.swift", "func a() { print(\"a\") }\n")
        ) { file in
            let pattern = /\b(?:print|debugPrint|dump|NSLog|printf|puts|os_log|fputs)\(|standardError|standardOutput/
            return file.target == "vangnet" ? [] : file.lines(\.code, matching: pattern)
        },
        Rule(
            "only Site, Operations and the clock write to the log, and never what somebody wrote",
            mend: "Throw instead: the border of Site logs a reference and the type of the error, and no value.",
            broken: ("Sources/Care/Desk/DeskActions.swift", "func a() { logger.info(\"\\(words)\") }\n")
        ) { file in
            let mayLog: Set = [
                "Sources/Site/RouteTable.swift", "Sources/vangnet/Installation.swift",
                "Sources/vangnet/Operations.swift",
            ]
            let pattern = /\b[a-zA-Z]*[lL]og(?:ger)?\.(?:log|trace|debug|info|notice|warning|error|critical)\(/
            return mayLog.contains(file.path) ? [] : file.lines(\.code, matching: pattern)
        },
        Rule(
            "a log line has no words in it",
            mend: "Log a reference number and the type of the error; its values may hold what somebody wrote.",
            broken: ("Sources/Site/A.swift", "logger.error(\"\\(words.reveal())\")\n")
        ) { file in
            file.lines(
                \.code,
                matching:
                    /[lL]ogger\.[a-z]+\(.*(?:reveal|localizedDescription|describing|request\.|exchange\.|\(error\)|uri|header|cookie)/
            )
        },
        Rule(
            "words are revealed only where somebody may read them",
            mend: "Hand Words on as they are. If a new place must read them, add it to Rule.mayReveal with the reason.",
            broken: ("Sources/Care/Desk/DeskPages.swift", "let a = words.reveal()\n")
        ) { file in
            mayReveal[file.path] == nil ? file.lines(\.code, matching: /\breveal\b/) : []
        },
        Rule(
            "a whisper is known in its own room, and by nothing that makes what a seeker reads",
            mend: "Let Supervision make the pane or the answer, and take what it made.",
            broken: ("Sources/Care/Conversations/A.swift", "func message(_ whisper: Whisper) -> Message {}\n")
        ) { file in
            if mayWhisper.contains(where: { file.path.hasPrefix($0) }) { return [] }
            return file.lines(\.code, matching: /\bWhisper[A-Za-z]*\b/)
        },
        Rule(
            "no address and no agent of a visitor is read",
            mend: "Leave it out: what is not read cannot be kept. SECURITY.md promises it.",
            broken: ("Sources/Site/A.swift", "let a = channel.remoteAddress\n")
        ) { file in
            file.lines(
                \.code,
                matching: /remoteAddress|peerAddress|\.userAgent|\.referer\b|\.referrer\b|\.forwarded|getpeername/)
                + file.lines(\.quoted, matching: /(?i:x-forwarded-for|x-real-ip|\buser-agent\b)/)
        },
        Rule(
            "nothing is left for later",
            mend: "Do it, or say in docs what is not there.",
            broken: ("Sources/Core/A.swift", "// TO" + "DO: this\n")
        ) { file in
            let pattern = /\b(?:TODO|FIXME|XXX|HACK|TBD|WIP)\b|\bnot implemented\b|(?i:lorem ipsum)/
            return file.lines(\.comment, matching: pattern) + file.lines(\.quoted, matching: pattern)
                + file.lines(\.code, matching: pattern)
        },
    ]
}
