import Core
import Foundation
import Pack
import Testing

/// The folder of the real pack, beside the tests.
let nederland = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Packs/nederland")

/// A copy of the real pack in a temporary folder, to be broken. It is gone with the value.
final class BrokenPack {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("pack-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: nederland, to: folder)
        // The postcodes of Rotterdam are enough to break, and make hundreds of readings quick.
        let postcodes = try text("regions/postcodes.csv").split(separator: "\n")
        let few = postcodes.prefix(1) + postcodes.filter { $0.hasPrefix("30") }
        try write("regions/postcodes.csv", few.joined(separator: "\n") + "\n")
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    func text(_ file: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
    }

    func write(_ file: String, _ text: String) throws {
        try text.write(to: folder.appendingPathComponent(file), atomically: false, encoding: .utf8)
    }

    func write(_ file: String, _ bytes: [UInt8]) throws {
        try Data(bytes).write(to: folder.appendingPathComponent(file))
    }

    func remove(_ file: String) throws {
        try FileManager.default.removeItem(at: folder.appendingPathComponent(file))
    }

    /// Replaces the first `old`, which must be there, and gives the line on which the change begins.
    @discardableResult
    func replace(_ old: String, with new: String, in file: String) throws -> Int {
        let text = try text(file)
        let range = try #require(text.range(of: old), "\(file) no longer holds: \(old)")
        try write(file, text.replacingCharacters(in: range, with: new))
        return text[..<range.lowerBound].count { $0 == "\n" } + 1
    }

    /// The line of the first occurrence, from 1.
    func line(of part: String, in file: String) throws -> Int {
        let text = try text(file)
        let range = try #require(text.range(of: part))
        return text[..<range.lowerBound].count { $0 == "\n" } + 1
    }

    var mistakes: [PackMistake] { PackCheck.check(folder, today: Day("2026-11-26")) }
}
