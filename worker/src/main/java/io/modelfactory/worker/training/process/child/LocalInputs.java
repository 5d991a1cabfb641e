package io.modelfactory.worker.training.process.child;

import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.ResolvedDataset;
import io.modelfactory.worker.training.BuildInputs;
import io.modelfactory.worker.training.BuildSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The inputs of a build as files of this machine, for a process that can read nothing else.
 *
 * @param files absolute paths of the datasets' files, by reference
 * @param champion path of the champion's model, if there is one
 */
public record LocalInputs(Map<String, String> files, Optional<String> champion) implements BuildInputs {
    private static final String CHAMPION_FILE = "champion";

    public LocalInputs {
        files = Map.copyOf(files);
    }

    /**
     * Fetches all that a build may read.
     *
     * @param folder for copies
     */
    public static LocalInputs fetch(BuildSpec spec, BuildInputs inputs, Path folder) {
        Optional<String> champion =
                spec.champion().map(pinned -> write(folder.resolve(CHAMPION_FILE), inputs.championModel()));
        Map<String, String> files = new TreeMap<>();
        for (ResolvedDataset dataset : spec.datasets()) {
            for (DataFile file : dataset.materialization().files()) {
                files.computeIfAbsent(
                        file.ref(), ref -> inputs.localFile(file, folder).toString());
            }
        }
        return new LocalInputs(files, champion);
    }

    private static String write(Path file, byte[] content) {
        try {
            return Files.write(file, content).toString();
        } catch (IOException e) {
            throw new TransientFaultException("cannot write the champion's model to the scratch folder", e);
        }
    }

    @Override
    public InputStream open(DataFile file) {
        try {
            return Files.newInputStream(path(file));
        } catch (IOException e) {
            throw new TransientFaultException("cannot read " + file.ref(), e);
        }
    }

    @Override
    public Path localFile(DataFile file, Path folder) {
        return path(file);
    }

    private Path path(DataFile file) {
        return Path.of(Objects.requireNonNull(files.get(file.ref()), () -> file.ref() + " was not fetched"));
    }

    @Override
    public byte[] championModel() {
        try {
            return Files.readAllBytes(Path.of(champion.orElseThrow()));
        } catch (IOException e) {
            throw new TransientFaultException("cannot read the champion's model from the scratch folder", e);
        }
    }
}
