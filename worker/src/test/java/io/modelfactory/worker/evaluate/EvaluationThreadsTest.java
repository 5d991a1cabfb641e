package io.modelfactory.worker.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.model.ColumnStore;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

/** Every number of an evaluation, on any number of threads. Contributions are in {@code XgboostTreeReaderTest}. */
class EvaluationThreadsTest {
    private static final int ROWS = 20_000;

    @Test
    void theNumberOfThreadsChangesNoBitOfAnEvaluation() throws Exception {
        String byOne = evaluatedBy(1);

        assertThat(byOne)
                .contains("\"daily_card_precision_at_20\":{\"lower\"", "\"method\":\"bootstrap\"", "\"groups\":3")
                .contains(
                        "\"intervals\"", "\"cost_curve\"", "\"budget\"", "\"weeks\"", "\"gaps\"", "\"stability_index\"")
                .contains(
                        "\"adversarial\"",
                        "\"logistic_baseline\"",
                        "\"champion_recipe\"",
                        "\"reference\"",
                        "\"validation\"");
        assertThat(evaluatedBy(2)).isEqualTo(byOne);
        assertThat(evaluatedBy(7)).isEqualTo(byOne);
    }

    private static String evaluatedBy(int threads) throws Exception {
        ForkJoinPool pool = new ForkJoinPool(threads);
        try {
            return pool.submit(() -> EvaluationHeapMain.evaluate(
                                    EvaluationHeapMain.dataset(ColumnStore.HEAP, ROWS, true, 3), 99)
                            .toString())
                    .get();
        } finally {
            pool.shutdown();
        }
    }
}
