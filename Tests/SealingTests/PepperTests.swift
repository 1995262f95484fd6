import Foundation
import Testing

@testable import Sealing

struct PepperTests {
    /// A folder of its own, removed afterwards.
    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vangnet-pepper-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    private func fingerprint(_ pepper: Pepper) -> [UInt8] { pepper.derive("test", from: [], count: 32) }

    @Test func `the first start makes the file, closed to others, and later starts read it`() throws {
        try withFolder { folder in
            let file = folder.appending(path: "pepper")
            let made = try Pepper.load(orCreateAt: file)
            let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            #expect(attributes[.size] as? Int == 44)
            #expect(try fingerprint(Pepper.load(orCreateAt: file)) == fingerprint(made))
            #expect(try fingerprint(Pepper.load(at: file)) == fingerprint(made))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["pepper"])
        }
    }

    @Test func `many starts at once have one pepper`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vangnet-pepper-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "pepper")
        let seen = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<16 {
                group.addTask { try Pepper.load(orCreateAt: file).derive("test", from: [], count: 32) }
            }
            return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
        }
        #expect(seen.count == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["pepper"])
    }

    @Test func `a file that others may read is not used`() throws {
        try withFolder { folder in
            let file = folder.appending(path: "pepper")
            _ = try Pepper.load(orCreateAt: file)
            for mode in [0o640, 0o604, 0o660, 0o644] {
                try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
                #expect(throws: PepperFileError.openToOthers(path: file.path)) { try Pepper.load(orCreateAt: file) }
            }
            try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: file.path)
            #expect(throws: Never.self) { try Pepper.load(orCreateAt: file) }
        }
    }

    @Test(arguments: ["", "\n", "too short", String(repeating: "A", count: 42), String(repeating: "A", count: 44), "é"])
    func `a damaged file is neither used nor replaced`(content: String) throws {
        try withFolder { folder in
            let file = folder.appending(path: "pepper")
            try Data(content.utf8).write(to: file)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
            #expect(throws: PepperFileError.malformed(path: file.path)) { try Pepper.load(orCreateAt: file) }
            #expect(try Data(contentsOf: file) == Data(content.utf8))
        }
    }

    @Test func `a missing file is not made by reading, a missing folder not by making`() throws {
        try withFolder { folder in
            let file = folder.appending(path: "pepper")
            #expect(throws: PepperFileError.self) { try Pepper.load(at: file) }
            #expect(!FileManager.default.fileExists(atPath: file.path))
            #expect(throws: PepperFileError.self) { try Pepper.load(orCreateAt: folder.appending(path: "no/pepper")) }
        }
    }

    @Test func `derived bytes differ by label, by context and by pepper`() {
        let pepper = Pepper.random()
        let all = [
            pepper.derive("a", from: [1], count: 16), pepper.derive("b", from: [1], count: 16),
            pepper.derive("a", from: [2], count: 16), pepper.derive("a", from: [], count: 16),
            Pepper.random().derive("a", from: [1], count: 16),
        ]
        #expect(Set(all).count == 5)
        #expect(pepper.derive("a", from: [1], count: 16) == all[0])
        #expect(pepper.derive("a", from: [1], count: 8160).count == 8160)
    }

    @Test func `a pepper has 32 bytes`() {
        for count in [0, 1, 31, 33, 64] {
            #expect(refusal { try Pepper(bytes: [UInt8](repeating: 1, count: count)) } == .malformed)
        }
    }
}
