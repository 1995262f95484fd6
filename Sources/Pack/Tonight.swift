import Core

/// The moments at which somebody goes on without us, and is to have something to do tonight.
public enum Farewell: String, Sendable, CaseIterable {
    /// The talk is over.
    case ended
    /// The line is closed.
    case closed
    /// Too many people wait.
    case busy
    /// Who waited stopped before anybody answered.
    case left
    /// Who goes away without writing, or with a code.
    case going
    /// Only the telephone is left.
    case phone
}

/// Something small and concrete for tonight: chosen from what an owner wrote and looked at, never made up.
public struct TonightStep: Sendable, Hashable {
    public let id: String
    /// Who it is for; empty for everybody.
    public let audiences: [AudienceID]
    public let at: [Farewell]
    /// The last day it may be shown before its owner has read it again.
    public let reviewBy: Day
    public let text: Localized

    /// Whether it suits everybody who may read it.
    func isFor(_ readers: [AudienceID]) -> Bool {
        audiences.isEmpty || (!readers.isEmpty && readers.allSatisfy { audiences.contains($0) })
    }
}

public struct Tonight: Sendable {
    public let owner: String
    public let steps: [TonightStep]

    public static let none = Self(owner: "", steps: [])
    /// More is a list, and a list is not read tonight.
    public static let most = 3
}

extension Pack {
    /// What to do tonight, for who reads it at this moment: their own steps first. Steps that were to be looked at again by
    /// now are left out; empty when none is left.
    ///
    /// - Parameter readers: who it may be; for a talk everybody that its line is for.
    public func tonight(_ moment: Farewell, for readers: [AudienceID], on day: Day) -> [TonightStep] {
        let fitting = tonight.steps.filter { $0.at.contains(moment) && day <= $0.reviewBy && $0.isFor(readers) }
        return Array(
            (fitting.filter { !$0.audiences.isEmpty } + fitting.filter(\.audiences.isEmpty)).prefix(Tonight.most))
    }

    /// Texts whose owner was to look at them by now, a line each for who edits the pack.
    public func overdueTexts(on day: Day) -> [(name: String, owner: String, reviewBy: Day)] {
        let steps = tonight.steps.filter { $0.reviewBy < day }.map {
            ("tonight.yaml, step \($0.id)", tonight.owner, $0.reviewBy)
        }
        let before = entrances.compactMap { entrance in
            entrance.before.flatMap { before in
                before.reviewBy < day ? ("entrances.yaml, \(entrance.id)", before.owner, before.reviewBy) : nil
            }
        }
        return steps + before
    }
}
