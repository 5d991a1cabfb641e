package io.modelfactory.worker.artifact.s3;

import io.modelfactory.worker.artifact.KeyValidator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where in S3 a store lies.
 *
 * @param prefix empty, or a key prefix that ends with a slash
 */
record S3Location(String bucket, String prefix) {
    private static final Pattern ADDRESS = Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*))?");

    /** Reads {@code s3://bucket} or {@code s3://bucket/some/prefix}. */
    static S3Location parse(String address) {
        Matcher parts = ADDRESS.matcher(address);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not an S3 address: '" + address + "'; write s3://bucket/prefix");
        }
        String prefix = parts.group(2) == null ? "" : parts.group(2).replaceFirst("/$", "");
        return new S3Location(parts.group(1), prefix.isEmpty() ? "" : KeyValidator.requireValid(prefix) + "/");
    }

    String objectKey(String key) {
        return prefix + KeyValidator.requireValid(key);
    }

    @Override
    public String toString() {
        return "s3://" + bucket + "/" + prefix;
    }
}
