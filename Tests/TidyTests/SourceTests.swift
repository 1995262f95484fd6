import Testing

@Suite struct `Every source file` {
    @Test func `is found and taken apart`() {
        #expect(Repository.sources.count > 100)
        #expect(Set(Repository.sources.map(\.target)) == Set(Rule.mayImport.keys))
    }

    @Test("keeps the rules", arguments: Rule.all)
    func keeps(rule: Rule) {
        expectNone(Repository.sources.flatMap(rule.find), mend: "\(rule): \(rule.mend)")
    }

    @Test("would be noticed when it broke a rule", arguments: Rule.all)
    func notices(rule: Rule) {
        #expect(!rule.find(SourceFile(rule.broken.path, rule.broken.text)).isEmpty)
    }

    @Test func `that is excepted by name is there, and needs it`() {
        let paths = Set(Repository.sources.map(\.path))
        expectNone(
            Rule.mayReveal.keys.filter { !paths.contains($0) }.sorted(),
            mend: "Take these out of Rule.mayReveal: they are gone.")
        let names = Set(
            Repository.sources.filter { $0.isOfHall && $0.imports.contains { $0.module == "Site" } }.map(\.name))
        expectNone(
            Rule.mayKnowSite.keys.filter { !names.contains($0) }.sorted(),
            mend: "Take these out of Rule.mayKnowSite: they do not import Site.")
        let idle = Repository.sources.filter { Rule.mayReveal[$0.path] != nil && !$0.text.contains("reveal()") }.map(
            \.path)
        expectNone(idle, mend: "Take these out of Rule.mayReveal: they reveal nothing.")
    }

    @Test func `imports a library that only one target may import there and nowhere else`() {
        let owners = [
            "Crypto": "Sealing", "CryptoExtras": "Sealing", "Yams": "Pack", "GRDB": "Database",
            "GRDBSQLite": "Database",
            "CLibPQ": "Database", "CZlib": "Site",
        ]
        for (module, owner) in owners {
            let targets = Set(
                Repository.sources.filter { $0.imports.contains { $0.module == module } }.map(\.target))
            #expect(targets == [owner], "only \(owner) may import \(module): ask \(owner) for what is needed")
        }
    }
}

@Suite struct `Taking a file apart` {
    static func file(_ text: String) -> SourceFile { SourceFile("Sources/Core/A.swift", text) }

    @Test func `tells code, quotes and comments apart`() {
        let file = Self.file(
            """
            let a = "http://x" // why
            /* one
            two */ let b = #"a "q" \\(c)"# + "\\(d(")")) e\\" f"
            let c = \"\"\"
                SELECT "x" \\(g)
                \"\"\" // end
            """)
        #expect(
            file.lines.map(\.quoted) == ["http://x", "", "a \"q\" \\(c)) e\\\" f", "", "    SELECT \"x\" ", "    "])
        #expect(file.lines.map(\.comment) == [" why", " one", "two ", "", "", " end"])
        #expect(file.lines[0].code == "let a = \" ")
        #expect(file.lines[2].code.contains("d(\"") && file.lines[4].code == "g")
    }

    @Test func `finds what is imported, however it is written`() {
        let file = Self.file(
            """
            import Core
            @preconcurrency public import Care // here
            import struct Foundation.Date
            #if A
                import Yams
            #endif
            // import GRDB
            let text = "import Crypto"
            let important = 1
            """)
        #expect(file.imports.map(\.module) == ["Core", "Care", "Foundation", "Yams"])
        #expect(file.imports.map(\.line) == [1, 2, 3, 5])
    }
}
