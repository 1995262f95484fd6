import Core
import Foundation
import Site

/// Files with figures, for the matrix: sent by the form that analysts use.
extension Installed {
    /// A draft of the analyst of a side.
    func deliver(by side: Side) async throws -> String {
        guard let analyst = side.analyst else { throw Unexpected(what: "no analyst") }
        let answer = try await ask("POST", "/desk/figures", as: analyst.token, DeliveryBodies.sent)
        guard answer.status == 303, let path = answer.location, let id = path.split(separator: "/").last else {
            throw Unexpected(what: "/desk/figures: \(answer.status) \(answer.text)")
        }
        return String(id)
    }
}

extension Side {
    var analyst: Scene.Visitor? { everybody.first { $0.role == .analyst } }
}

/// Well-formed bodies for the routes on which figures are brought in.
enum DeliveryBodies {
    private static let rows =
        "indicator,region,organisation,period,value,status\r\nveilig-thuis.advice,,,2019-H1,53145,final\r\n"

    static let sent = Installed.Body.text(
        type: "multipart/form-data; boundary=grens",
        """
        --grens\r\nContent-Disposition: form-data; name="nieuw"\r\n\r\nHaven\r\n--grens\r\n\
        Content-Disposition: form-data; name="bestand"; filename="cijfers.csv"\r\nContent-Type: text/csv\r\n\r\n\
        \(rows)\r\n--grens--\r\n
        """)

    static func body(of route: RouteDescription) -> Installed.Body {
        switch route.plainPath {
        case "/desk/figures": sent
        case "/api/v1/deliveries": .text(type: "text/csv", rows)
        case "/api/v1/dataValueSets":
            .json(
                #"{"dataValues":[{"dataElement":"veilig-thuis.advice","period":"2019S1","orgUnit":"NATIONAL","value":"53145"}]}"#
            )
        default: .json(#"{"name":"Haven","mapping":{"columns":{"regio":"region"}}}"#)
        }
    }
}
