package io.modelfactory.local.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.local.simulate.RollingWindows.Window;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RollingWindowsTest {
    private static final long DAY = SimulationTime.toMillis(1);

    private final RollingWindows history = new RollingWindows();

    @Test
    void whatHappenedExactlyADayAgoHasLeftTheDay() {
        history.add(1_000, 7);

        history.advanceTo(1_000 + DAY - 1);
        assertThat(history.count(Window.DAY)).isEqualTo(1);

        history.advanceTo(1_000 + DAY);
        assertThat(history.count(Window.DAY)).isZero();
        assertThat(history.sum(Window.DAY)).isZero();
        assertThat(history.sum(Window.WEEK)).isEqualTo(7);
    }

    @Test
    void countsAndSumsAreThoseOfAPlainList() {
        record Entry(long time, long value) {}
        List<Entry> plain = new ArrayList<>();
        SplitMixRandom dice = new SplitMixRandom(11);
        long now = 0;
        for (int i = 0; i < 3_000; i++) {
            now += SimulationTime.toMillis(dice.nextExponential(0.1));
            history.advanceTo(now);
            long time = now;
            List<Entry> week = plain.stream()
                    .filter(entry -> entry.time() > time - 7 * DAY)
                    .toList();

            assertThat(history.count(Window.WEEK)).isEqualTo(week.size());
            assertThat(history.sum(Window.WEEK))
                    .isEqualTo(week.stream().mapToLong(Entry::value).sum());

            Entry entry = new Entry(now, dice.nextBelow(1_000));
            plain.add(entry);
            history.add(entry.time(), entry.value());
        }
    }
}
