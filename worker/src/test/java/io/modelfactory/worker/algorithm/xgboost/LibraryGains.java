package io.modelfactory.worker.algorithm.xgboost;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.ChildJvm;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoost;

/**
 * Gains as xgboost4j's own Java interface reports them, in a process of its own: it loads a second copy of the library.
 */
final class LibraryGains {
    private LibraryGains() {}

    static Map<String, Double> read(Path model, List<String> features) throws Exception {
        String[] arguments =
                Stream.concat(Stream.of(model.toString()), features.stream()).toArray(String[]::new);
        Process reader = new ProcessBuilder(ChildJvm.ofThisClassPath(LibraryGains.class, arguments))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Map<String, Double> gains = new HashMap<>();
        reader.inputReader()
                .lines()
                .map(line -> line.split("="))
                .filter(words -> words.length == 2)
                .forEach(words -> gains.put(words[0], Double.valueOf(words[1])));
        assertThat(reader.waitFor()).isZero();
        return gains;
    }

    public static void main(String[] arguments) throws Exception {
        Booster booster = XGBoost.loadModel(arguments[0]);
        String[] features = Arrays.copyOfRange(arguments, 1, arguments.length);
        booster.getScore(features, "gain").forEach((feature, gain) -> System.out.println(feature + "=" + gain));
        booster.dispose();
    }
}
