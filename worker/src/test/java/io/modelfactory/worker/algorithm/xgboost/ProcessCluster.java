package io.modelfactory.worker.algorithm.xgboost;

import io.modelfactory.worker.algorithm.ClusterTraining;
import io.modelfactory.worker.algorithm.TrainingCluster;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.folder.FolderTree;
import io.modelfactory.worker.progress.ProgressListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * What a cluster does without Spark: plain processes of one thread on this machine, which the library's collective
 * connects.
 *
 * @param folder for what need not last
 * @param jvm command line of a process, up to the name of its class
 */
public record ProcessCluster(Path folder, int tasks, List<String> jvm) implements TrainingCluster {
    private static final int TIMEOUT_SECONDS = 300;

    @Override
    public ClusterTraining open() {
        try {
            return new Training(Files.createTempDirectory(Files.createDirectories(folder), "processes-"), tasks, jvm);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Training(Path folder, int tasks, List<String> jvm) implements ClusterTraining {
        @Override
        public byte[] train(ProgressListener progress) {
            try (LibraryTracker tracker = new LibraryTracker(tasks, TIMEOUT_SECONDS)) {
                Files.write(
                        folder.resolve(ProcessClusterMember.TRACKER), Json.canonicalBytes(tracker.memberArguments()));
                List<Process> members = new ArrayList<>();
                for (int task = 0; task < tasks; task++) {
                    members.add(start(task));
                }
                for (Process member : members) {
                    if (member.waitFor() != 0) {
                        members.forEach(Process::destroyForcibly);
                        throw new IllegalStateException("a process of the training ended with " + member.exitValue());
                    }
                }
                return Files.readAllBytes(folder.resolve(ProcessClusterMember.MODEL));
            } catch (IOException | XGBoostError e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(stop);
            }
        }

        private Process start(int task) throws IOException {
            List<String> line = new ArrayList<>(jvm);
            line.addAll(List.of(ProcessClusterMember.class.getName(), folder.toString(), String.valueOf(task)));
            return new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("member-" + task + ".log").toFile())
                    .start();
        }

        @Override
        public void close() {
            try {
                FolderTree.delete(folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
