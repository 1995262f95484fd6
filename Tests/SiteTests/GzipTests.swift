import Foundation
import Testing

@testable import Site

@Suite struct `A compressed page` {
    /// What the `gzip` of the system makes of it.
    static func gunzip(_ bytes: [UInt8]) throws -> (bytes: [UInt8], status: Int32) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc"]
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let source = input.fileHandleForWriting
        DispatchQueue.global().async {
            try? source.write(contentsOf: Data(bytes))
            try? source.close()
        }
        let result = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (Array(result), process.terminationStatus)
    }

    @Test("is read back by gzip as it was", arguments: [0, 1, 13, 14_000, 1_000_000])
    func reads(count: Int) throws {
        var chance = Chance(seed: UInt64(count))
        let noise = (0..<count).map { _ in UInt8.random(in: 0...255, using: &chance) }
        let text = (0..<count).map { UInt8(ascii: "a") + UInt8($0 % 7) }
        for (bytes, level) in [(noise, 6), (text, 6), (text, 9)] as [([UInt8], Int32)] {
            let compressed = try #require(Gzip.compress(bytes, level: level))
            let back = try Self.gunzip(compressed)
            #expect(back.bytes == bytes)
            #expect(back.status == 0)
        }
    }

    @Test func `is smaller when there is something to gain, and hardly larger when there is not`() throws {
        let html = Array(String(repeating: "<li><a href=\"/g\">Hulp</a></li>", count: 200).utf8)
        #expect(try #require(Gzip.compress(html)).count < html.count / 20)
        var chance = Chance(seed: 10)
        let noise = (0..<100_000).map { _ in UInt8.random(in: 0...255, using: &chance) }
        #expect(try #require(Gzip.compress(noise)).count < noise.count + 200)
    }
}
