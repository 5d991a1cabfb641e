package io.modelfactory.worker.inspect.reproduce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JsonDifferencesTest {
    @Test
    void everyDifferenceIsReportedByItsPath() {
        assertThat(between("{\"a\":{\"b\":[1,2]},\"c\":1}", "{\"a\":{\"b\":[1,3]},\"d\":1}"))
                .containsExactly(
                        "/a/b/1: stored is 2, made again was 3",
                        "/c: stored is 1, made again was nothing",
                        "/d: stored is nothing, made again was 1");
    }

    @Test
    void theFirstFewAreEnough() {
        assertThat(between("[1,2,3,4,5,6,7]", "[0,0,0,0,0,0,0]")).hasSize(5);
    }

    @Test
    void whatIsNoJsonHasNoPlaces() {
        assertThat(between("\u0000", "{}")).isEmpty();
    }

    private static List<String> between(String stored, String again) {
        return JsonDifferences.between(stored.getBytes(UTF_8), again.getBytes(UTF_8));
    }
}
