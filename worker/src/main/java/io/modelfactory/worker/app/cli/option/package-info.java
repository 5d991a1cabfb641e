/** Options, parameters and folders that several commands have: the profile, the run, time limits. Knows no command. */
@NullMarked
package io.modelfactory.worker.app.cli.option;

import org.jspecify.annotations.NullMarked;
