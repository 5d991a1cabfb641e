package io.modelfactory.worker.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.gate.GateCheck.Verdict;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A threshold that was chosen for an alert budget has to keep it on other days. */
class GateBudgetTest {
    private final GateFixture fixture = new GateFixture();

    @ParameterizedTest
    @CsvSource({"0.94,FAIL", "0.95,PASS", "1.0,PASS"})
    void nineteenDaysOfTwentyKeepTheBudgetUnlessTheProfileSaysOtherwise(double kept, Verdict verdict) {
        budget(kept, 31.5);

        assertThat(check(GateFixture.gate(GateFixture.EASY).decide(fixture.metrics)))
                .hasValueSatisfying(check -> assertThat(check.verdict()).isEqualTo(verdict));
    }

    @Test
    void aFailedBudgetSaysByHowMuch() {
        budget(0.5, 31.5);

        GateDecision decision = GateFixture.gate(GateFixture.EASY).decide(fixture.metrics);

        assertThat(decision.reasonCodes()).containsExactly("MIN_BUDGET_DAYS_SHARE");
        assertThat(decision.failureCode()).isEqualTo(FailureCode.GATE_FAIL);
        assertThat(decision.explain())
                .contains(
                        "budget_days_share 0.5 is not >= 0.95" + " (the worst day has 31.5 alerts, 20.0 are allowed)");
    }

    @Test
    void withoutABudgetThereIsNoCheckOfIt() {
        assertThat(check(GateFixture.gate(GateFixture.EASY).decide(fixture.metrics)))
                .isEmpty();
    }

    private void budget(double kept, double most) {
        fixture.metrics
                .withObject("/scorecard/budget")
                .put("alerts_per_day", 20.0)
                .put("days_kept", 10)
                .put("share_of_days_kept", kept)
                .put("most_alerts", most);
    }

    private static Optional<GateCheck> check(GateDecision decision) {
        return decision.checks().stream()
                .filter(check -> check.check().equals(BudgetRule.CHECK))
                .findFirst();
    }
}
