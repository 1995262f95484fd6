import Core

extension PackReader {
    /// `approvals.yaml`: who answers for each service that the table of routes leads to. A new service is not on the door
    /// until somebody with a name or a function said yes, on a day.
    func checkApprovals(_ table: ReadTable?) {
        guard let record = folder.yaml("approvals.yaml")?.record("approvals.yaml") else { return }
        defer { record.finish() }
        _ = record.needed("owner")?.text(200)
        var approved: Set<ServiceID> = []
        for value in record.needed("approvals")?.list() ?? [] {
            guard let approval = value.record("an approval") else { continue }
            _ = approval.needed("by")?.text(200)
            _ = approval.needed("on")?.day()
            for service in approval.needed("services")?.list() ?? [] {
                guard let id = use("service", service, ServiceKind.self) else { continue }
                if !approved.insert(id).inserted {
                    service.wrong("\(shown(id.text)) is approved twice. Keep one of the two.")
                }
            }
            approval.finish()
        }
        guard let table else { return }
        var asked: Set<ServiceID> = []
        for (cell, spot) in table.spots.sorted(by: { ($0.value.file, $0.value.line) < ($1.value.file, $1.value.line) })
        {
            for case .service(let id) in table.cells[cell]?.answers ?? []
            where !approved.contains(id) && isGiven("service", id.text) && asked.insert(id).inserted {
                findings.add(
                    spot,
                    "The service \(shown(id.text)) is not approved. Let the owner of the table add it to approvals.yaml, or take it out."
                )
            }
        }
    }
}
