package io.modelfactory.spark;

import io.modelfactory.worker.training.process.spark.JobTag;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What others can see of a job that is at work.
 *
 * @param driver its environment and command line
 * @param executors those of all of them
 * @param pages of its own web interface and its API
 * @param masterPages of the cluster's
 */
record JobDisclosure(String driver, String executors, String pages, String masterPages) {
    static final JobDisclosure NONE = new JobDisclosure("", "", "", "");

    static JobDisclosure of(JobTag tag, ProcessHandle driver, List<ProcessHandle> executors, StandaloneCluster cluster)
            throws IOException, InterruptedException {
        StringBuilder ofExecutors = new StringBuilder();
        for (ProcessHandle executor : executors) {
            ofExecutors.append(environment(executor)).append(commandLine(executor));
        }
        return new JobDisclosure(
                environment(driver) + commandLine(driver),
                ofExecutors.toString(),
                new JobPages(tag).all(),
                masterPages(cluster));
    }

    /** As the kernel knows it: what the process was started with. */
    static String environment(ProcessHandle process) throws IOException {
        return ofKernel(process, "environ");
    }

    private static String commandLine(ProcessHandle process) throws IOException {
        return ofKernel(process, "cmdline");
    }

    private static String ofKernel(ProcessHandle process, String what) throws IOException {
        return new String(
                        Files.readAllBytes(Path.of("/proc", String.valueOf(process.pid()), what)),
                        StandardCharsets.UTF_8)
                .replace('\0', '\n');
    }

    private static String masterPages(StandaloneCluster cluster) throws IOException, InterruptedException {
        return JobPages.read(cluster.masterPage() + "/") + JobPages.read(cluster.masterPage() + "/json/");
    }
}
