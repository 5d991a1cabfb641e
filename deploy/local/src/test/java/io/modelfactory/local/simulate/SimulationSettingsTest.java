package io.modelfactory.local.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class SimulationSettingsTest {
    private static final Instant MIDNIGHT = Instant.parse("2025-01-01T00:00:00Z");

    @Test
    void cardsAndTerminalsGrowWithTheRows() {
        SimulationSettings settings = SimulationSettings.ofRows(200_000, 42);

        assertThat(settings).isEqualTo(new SimulationSettings(200_000, 42, 2_000, 1_000, 120, MIDNIGHT));
    }

    @Test
    void whatCannotBeSimulatedIsRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SimulationSettings(0, 1, 10, 16, 1, MIDNIGHT))
                .withMessage("rows is 0; give at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SimulationSettings(1, 1, 9, 16, 1, MIDNIGHT))
                .withMessageStartingWith("customers is 9; give 10 to");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SimulationSettings(1, 1, 10, 15, 1, MIDNIGHT))
                .withMessageStartingWith("terminals is 15; give 16 to");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SimulationSettings(1, 1, 10, 16, 0, MIDNIGHT))
                .withMessageStartingWith("days is 0; give 1 to");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SimulationSettings(1, 1, 10, 16, 1, MIDNIGHT.plusSeconds(1)))
                .withMessageContaining("give midnight in UTC");
    }
}
