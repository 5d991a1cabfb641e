package io.modelfactory.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFormatTest {
    @Test
    void theFamilyIsTheFirstWordOfTheId() {
        assertThat(new ModelFormat("xgboost-ubj", "model.ubj", "xgboost4j").family())
                .isEqualTo("xgboost");
        assertThat(new ModelFormat("onnx", "model.onnx", "onnxruntime").family())
                .isEqualTo("onnx");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"model", "model.", "model.tar.gz", "model_card.md", "../model.ubj", "Model.ubj", "model.UBJ"})
    void otherFileNamesAreNoModelFiles(String fileName) {
        assertThat(ModelFormat.isModelFile(fileName)).isFalse();
        assertThatThrownBy(() -> new ModelFormat("format", fileName, "library"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(fileName);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "XGBoost", "a--b", "a b"})
    void anIdIsLowerCaseWords(String id) {
        assertThatThrownBy(() -> new ModelFormat(id, "model.bin", "library"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
