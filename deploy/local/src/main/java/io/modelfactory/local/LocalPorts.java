package io.modelfactory.local;

/** The loopback ports of a {@link LocalPlatform} whose addresses last longer than its process. */
public record LocalPorts(int kafka, int kafkaController, int database, int registry) {}
