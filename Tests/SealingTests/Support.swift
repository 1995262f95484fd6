import Core
import Crypto
import Foundation

@testable import Sealing

/// Chance that is the same in every run (SplitMix64), so that what failed once fails again.
struct Dice: RandomNumberGenerator {
    var state: UInt64

    init(_ seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
    }

    /// Text of exactly so many bytes of UTF-8, with characters of one, two, three and four bytes.
    mutating func text(utf8 count: Int) -> String {
        var (text, left) = ("", count)
        while left > 0 {
            let piece = ["a", "é", "€", "🌱", " "].filter { $0.utf8.count <= left }.randomElement(using: &self) ?? "a"
            text += piece
            left -= piece.utf8.count
        }
        return text
    }
}

func bytes(_ range: Range<UInt8>) -> [UInt8] { Array(range) }

let talk = ConversationID(trusted: "talk-1")
let orgA = OrganisationID(trusted: "org-a")

func address(
    conversation: ConversationID = talk, epoch: Int = 2, number: Int = 7, author: String = "counsellor",
    organisation: OrganisationID? = orgA
) -> MessageAddress {
    MessageAddress(
        conversation: conversation, epoch: epoch, number: number, author: author, organisation: organisation)
}

/// The same keys as in the known answers: epoch 00…1f, shred secret 20…3f, pepper 40…5f, token 60…7f.
func knownConversationKey() throws -> ConversationKey {
    ConversationKey(
        epoch: try EpochKey(bytes: bytes(0..<32)), shred: try ShredSecret(bytes: bytes(32..<64)), conversation: talk,
        epochNumber: 2)
}

func knownToken() -> Token? { Token(text: "YGFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6e3x9fn8") }

/// Every change that one bit, a missing end, a missing start or an extra byte makes to sealed bytes.
func damaged(_ sealed: [UInt8]) -> [[UInt8]] {
    var all: [[UInt8]] = []
    for position in sealed.indices {
        for bit in 0..<8 {
            var changed = sealed
            changed[position] ^= 1 << bit
            all.append(changed)
        }
    }
    all += sealed.indices.map { Array(sealed.prefix($0)) }
    all += sealed.indices.dropFirst().map { Array(sealed.suffix($0)) }
    all += [sealed + [0], [0] + sealed, [1] + sealed, sealed + sealed]
    return all
}

/// The refusal, or nil when it went through.
func refusal(_ body: () throws -> some Any) -> SealingError? {
    do {
        _ = try body()
        return nil
    } catch {
        return error as? SealingError
    }
}

func refusal(_ body: () async throws -> some Any) async -> SealingError? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error as? SealingError
    }
}

/// Keeps one thread of a gate busy for as long as a test wants.
struct Hold {
    private let semaphore = DispatchSemaphore(value: 0)

    func take(_ gate: ScryptGate) async throws -> Task<SymmetricKey, any Error> {
        let semaphore = semaphore
        return try await enter(gate) {
            semaphore.wait()
            return SymmetricKey(size: .bits256)
        }
    }

    func letGo() { semaphore.signal() }
}

/// Asks for work and returns when it stands in the gate.
func enter(
    _ gate: ScryptGate, _ work: @escaping @Sendable () throws -> SymmetricKey
) async throws -> Task<SymmetricKey, any Error> {
    let before = gate.accepted
    let task = Task { try await gate.perform(work) }
    while gate.accepted == before { try await Task.sleep(for: .milliseconds(1)) }
    return task
}
