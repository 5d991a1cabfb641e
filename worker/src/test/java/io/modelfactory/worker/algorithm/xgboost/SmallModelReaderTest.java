package io.modelfactory.worker.algorithm.xgboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.junit.jupiter.api.Test;

class SmallModelReaderTest {
    private static final XgboostLibrary LIBRARY = XgboostLibrary.get();

    @Test
    void theLibraryReadsOnAnotherThreadThanTrains() throws XGBoostError {
        AtomicReference<Thread> first = new AtomicReference<>(Thread.currentThread());
        AtomicReference<Thread> second = new AtomicReference<>(Thread.currentThread());

        SmallModelReader.read(LIBRARY, () -> first.set(Thread.currentThread()));
        SmallModelReader.read(LIBRARY, () -> second.set(Thread.currentThread()));

        assertThat(first.get()).isNotSameAs(Thread.currentThread());
        assertThat(second.get()).isSameAs(first.get());
    }

    @Test
    void whatTheLibraryRefusesIsSaidWithItsReason() {
        byte[] noModel = "{\"learner\": 1".getBytes(StandardCharsets.US_ASCII);

        assertThatThrownBy(() -> NativeBooster.load(noModel))
                .isInstanceOf(XGBoostError.class)
                .hasMessageContaining("Expecting");
    }

    @Test
    void aThreadThatWasInterruptedHasReadAndStaysInterrupted() throws XGBoostError {
        AtomicReference<String> read = new AtomicReference<>("nothing");
        Thread.currentThread().interrupt();

        SmallModelReader.read(LIBRARY, () -> read.set("a model"));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(read).hasValue("a model");
    }
}
