package io.modelfactory.local.registry;

/** A request that the registry refuses, with Confluent's HTTP status and error code. */
final class SchemaRegistryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final int errorCode;

    private SchemaRegistryException(int status, int errorCode, String message) {
        super(message);
        this.status = status;
        this.errorCode = errorCode;
    }

    int status() {
        return status;
    }

    int errorCode() {
        return errorCode;
    }

    static SchemaRegistryException malformedRequest(String detail) {
        return new SchemaRegistryException(400, 400, "Malformed request: " + detail);
    }

    static SchemaRegistryException unauthorized() {
        return new SchemaRegistryException(401, 401, "Unauthorized");
    }

    static SchemaRegistryException unknownResource(String path) {
        return new SchemaRegistryException(404, 404, "HTTP 404 Not Found: " + path);
    }

    static SchemaRegistryException unknownSubject(String subject) {
        return new SchemaRegistryException(404, 40401, "Subject '" + subject + "' not found.");
    }

    static SchemaRegistryException unknownVersion(String version) {
        return new SchemaRegistryException(404, 40402, "Version " + version + " not found.");
    }

    static SchemaRegistryException unknownSchema(String detail) {
        return new SchemaRegistryException(404, 40403, "Schema not found: " + detail);
    }

    static SchemaRegistryException noCompatibilityOfSubject(String subject) {
        return new SchemaRegistryException(
                404, 40408, "Subject '" + subject + "' does not have subject-level compatibility configured");
    }

    static SchemaRegistryException methodNotAllowed(String method) {
        return new SchemaRegistryException(405, 405, "HTTP 405 Method Not Allowed: " + method);
    }

    static SchemaRegistryException incompatibleSchema(String detail) {
        return new SchemaRegistryException(
                409, 409, "Schema being registered is incompatible with an earlier schema: " + detail);
    }

    static SchemaRegistryException invalidSchema(String detail) {
        return new SchemaRegistryException(422, 42201, "Invalid schema: " + detail);
    }

    static SchemaRegistryException invalidVersion(String version) {
        return new SchemaRegistryException(
                422,
                42202,
                "The specified version '" + version
                        + "' is not a valid version id. Allowed values are between [1, 2^31-1] and the string \"latest\"");
    }

    static SchemaRegistryException invalidCompatibilityLevel(String level) {
        return new SchemaRegistryException(422, 42203, "Invalid compatibility level: " + level);
    }
}
