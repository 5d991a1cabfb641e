package io.modelfactory.worker.algorithm.xgboost;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import ml.dmlc.xgboost4j.java.XGBoost;

/** The version of the training library, as its own jar states it. */
final class XgboostVersion {
    private static final String RESOURCE = "/xgboost4j-version.properties";

    private XgboostVersion() {}

    static String read() {
        try (InputStream in = XGBoost.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("xgboost4j has no " + RESOURCE);
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
