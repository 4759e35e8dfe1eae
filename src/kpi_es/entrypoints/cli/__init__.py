"""The command line `kpi`: Vietnamese first, `--lang en` for English, `--json` for programs.

Exit codes: 0 done, 1 the answer is no (a refusal, a failed check), 2 bad input or a missing server, 130 interrupted.
"""
