package io.modelfactory.worker.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.ModelFormat;
import io.modelfactory.worker.model.ModelScorer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainerRegistryTest {
    private static final ModelFormat TEXT = new ModelFormat("linear-text", "model.txt", "linear");

    @Test
    void anAlgorithmThatIsProvidedTwiceStopsTheWorker() {
        assertThatThrownBy(() -> registry(provider("linear", TEXT), provider("linear", TEXT)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("two providers of the algorithm linear");
    }

    @Test
    void algorithmsMayShareAFormatButNotItsFileName() {
        ModelFormat other = new ModelFormat("tree-text", "model.txt", "tree");

        assertThat(registry(provider("linear", TEXT), provider("sparse", TEXT)).formatOfFile("model.txt"))
                .contains(TEXT);
        assertThatThrownBy(() -> registry(provider("linear", TEXT), provider("tree", other)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("tree shares its id or its file name");
    }

    @Test
    void aFormatThatNoProviderReadsIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> registry(provider("linear", TEXT)).load("onnx", new byte[0]))
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.TRAINING_FAILED))
                .hasMessage("no library here reads models of the format onnx; known are linear-text");
    }

    @Test
    void aWorkerWithoutAlgorithmsDoesNotStart() {
        assertThatThrownBy(TrainerRegistryTest::registry)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("META-INF/services");
    }

    private static TrainerRegistry registry(TrainerProvider... providers) {
        return new TrainerRegistry(List.of(providers));
    }

    private static TrainerProvider provider(String algorithmId, ModelFormat format) {
        return new NamedProvider(algorithmId, format);
    }

    /** Names without an algorithm: the registry must ask for nothing else before a build. */
    private record NamedProvider(String algorithmId, ModelFormat format) implements TrainerProvider {
        @Override
        public Trainer trainer(int threads) {
            throw new AssertionError("not asked for");
        }

        @Override
        public ModelScorer load(byte[] content) {
            throw new AssertionError("not asked for");
        }

        @Override
        public void requireValid(Map<String, JsonNode> hyperParameters) {
            throw new AssertionError("not asked for");
        }

        @Override
        public TrainingMemory estimateMemory(long rows, int columns) {
            throw new AssertionError("not asked for");
        }

        @Override
        public void warmUp() {
            throw new AssertionError("not asked for");
        }

        @Override
        public String libraryVersion() {
            throw new AssertionError("not asked for");
        }
    }
}
