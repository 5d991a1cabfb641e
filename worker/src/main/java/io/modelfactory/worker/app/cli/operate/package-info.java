/**
 * What operators do: the worker and the console as processes, configuration, checks, migrations, dead letters,
 * reconciliation and history.
 */
@NullMarked
package io.modelfactory.worker.app.cli.operate;

import org.jspecify.annotations.NullMarked;
