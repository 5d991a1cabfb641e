package io.modelfactory.worker.evaluate.scorecard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.dataset.table.EventRoles;
import io.modelfactory.worker.resolve.TrainingProfile.Evaluation;
import java.util.BitSet;

/** What alerts on some rows find and cost. Events and money are scaled back by the sampling rates; entities are not. */
final class AlertFigures {
    private final EventRoles roles;
    private final BitSet fraudEntities = new BitSet();
    private final BitSet foundEntities = new BitSet();
    private final BitSet alertedEntities = new BitSet();
    private double events;
    private double frauds;
    private double alerts;
    private double foundFrauds;
    private double fraudMoney;
    private double foundMoney;

    AlertFigures(EventRoles roles) {
        this.roles = roles;
    }

    void add(int row, boolean fraud, boolean alerted) {
        double stands = AlertBudget.eventsOf(roles, row);
        double money = stands * roles.amounts().map(amounts -> amounts.get(row)).orElse(0.0);
        events += stands;
        alerts += alerted ? stands : 0;
        frauds += fraud ? stands : 0;
        fraudMoney += fraud ? money : 0;
        foundFrauds += fraud && alerted ? stands : 0;
        foundMoney += fraud && alerted ? money : 0;
        roles.entities().ifPresent(entities -> {
            fraudEntities.set(entities.get(row), fraud || fraudEntities.get(entities.get(row)));
            foundEntities.set(entities.get(row), (fraud && alerted) || foundEntities.get(entities.get(row)));
            alertedEntities.set(entities.get(row), alerted || alertedEntities.get(entities.get(row)));
        });
    }

    double alerts() {
        return alerts;
    }

    /** A share of nothing is absent. */
    ObjectNode toJson(Evaluation settings) {
        ObjectNode json =
                Json.object().put("events", events).put("frauds", frauds).put("alerts", alerts);
        putShare(json, "precision", foundFrauds, alerts);
        putShare(json, "recall", foundFrauds, frauds);
        if (roles.amounts().isPresent()) {
            json.put("fraud_money", fraudMoney);
            putShare(json, "value_detection_rate", foundMoney, fraudMoney);
            settings.recoveryShare()
                    .ifPresent(share -> settings.costPerAlert()
                            .ifPresent(cost -> json.put("money_saved", share * foundMoney - cost * alerts)));
        }
        if (roles.entities().isPresent()) {
            BitSet falseEntities = (BitSet) alertedEntities.clone();
            falseEntities.andNot(fraudEntities);
            putShare(json, "account_detection_rate", foundEntities.cardinality(), fraudEntities.cardinality());
            putShare(json, "account_false_positive_ratio", falseEntities.cardinality(), foundEntities.cardinality());
        }
        return json;
    }

    private static void putShare(ObjectNode json, String name, double part, double whole) {
        if (whole > 0) {
            json.put(name, part / whole);
        }
    }
}
