package io.modelfactory.worker.training;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.nio.file.Path;

/**
 * A trained model.
 *
 * @param file in the working folder of the build; gone with it
 * @param rounds boosting rounds that it has
 */
public record BuiltModel(
        @JsonSerialize(using = ToStringSerializer.class) Path file, int rounds) {}
