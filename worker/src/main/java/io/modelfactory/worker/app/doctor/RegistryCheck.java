package io.modelfactory.worker.app.doctor;

import io.modelfactory.contracts.DatasetReady;
import io.modelfactory.contracts.GovernanceFact;
import io.modelfactory.contracts.MfJobRequest;
import io.modelfactory.contracts.MfRunEvent;
import io.modelfactory.contracts.RegistryLifecycleEvent;
import io.modelfactory.worker.app.runtime.Serdes;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.kafka.RegistryCheckup;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** Whether the schema registry answers, and its schemas go with this release's. */
final class RegistryCheck implements Check {
    private final Wiring wiring;

    RegistryCheck(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public String subject() {
        return "schema registry";
    }

    /** @param ours whether this release writes the records */
    private record Subject(String topic, Schema schema, boolean ours) {}

    @Override
    public List<Finding> examine() {
        RegistryCheckup registry = new Serdes(wiring.schemaRegistry()).checkup();
        Wiring.Topics topics = wiring.kafka().topics();
        List<Finding> findings = new ArrayList<>();
        for (Subject subject : List.of(
                new Subject(topics.runEvents(), MfRunEvent.getClassSchema(), true),
                new Subject(topics.registryEvents(), RegistryLifecycleEvent.getClassSchema(), true),
                new Subject(topics.requests(), MfJobRequest.getClassSchema(), false))) {
            findings.add(finding(registry, subject));
        }
        findings.add(finding(registry, new Subject(topics.control(), GovernanceFact.getClassSchema(), true))
                .atMostWarn());
        findings.add(finding(registry, new Subject(topics.ofsEvents(), DatasetReady.getClassSchema(), false))
                .atMostWarn());
        return findings;
    }

    private Finding finding(RegistryCheckup registry, Subject subject) {
        String name = "schema of " + subject.topic();
        return switch (registry.standing(subject.topic(), subject.schema())) {
            case REGISTERED -> Finding.ok(name, "this release's is registered");
            case INCOMPATIBLE ->
                Finding.fail(
                        name,
                        "this release cannot read records of the latest one that is registered",
                        "see who registered it, or run the release that goes with it");
            case COMPATIBLE -> unregistered(registry, subject, name, "an older or newer one is registered");
            case ABSENT -> unregistered(registry, subject, name, "none is registered");
        };
    }

    /** What somebody else writes needs no schema of this release's; what this release writes does. */
    private static Finding unregistered(RegistryCheckup registry, Subject subject, String name, String fact) {
        if (registry.autoRegister()) {
            return Finding.ok(name, fact + "; this release's is registered with the first record");
        } else if (!subject.ours()) {
            return Finding.ok(name, fact + "; its writers have to register theirs");
        }
        return Finding.fail(
                name,
                fact + ", and auto.register.schemas is off",
                "register this release's schema under " + subject.topic() + "-value; contracts/src/main/avro has it");
    }
}
