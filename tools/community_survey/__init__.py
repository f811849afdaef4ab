"""The generator of `sample_data/community_survey.csv`: places, people, answers, and the rates they are drawn around."""
